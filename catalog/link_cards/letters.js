// Run in a browser by drawn_by_a_browser.py: all letters and glyphs on one canvas, and where each stands.
async ({faces, signs, glyphs, glyphSize, width}) => {
  const canvas = document.createElement('canvas');
  canvas.width = width; canvas.height = 4000;
  const pen = canvas.getContext('2d', {willReadFrequently: true});
  pen.fillStyle = '#fff'; pen.textBaseline = 'alphabetic';
  const told = {}; let x = 0, y = 0;
  const place = (across, height) => {
    if (x + across > width) { x = 0; y += height; }
    const at = [x, y];
    x += across;
    return at;
  };
  for (const [name, [size, family]] of Object.entries(faces)) {
    const height = Math.ceil(size * 1.25), letters = {};
    pen.font = `${size}px ${family}`;
    for (const sign of signs) {
      const measured = pen.measureText(sign);
      const across = Math.ceil(Math.max(measured.width, measured.actualBoundingBoxRight)) + 2;
      const [left, top] = place(across, height);
      pen.save(); pen.beginPath(); pen.rect(left, top, across, height); pen.clip();
      pen.fillText(sign, left, top + Math.round(size * 0.95)); pen.restore();
      letters[sign] = [left, top, across, Math.round(measured.width)];
    }
    told[name] = {height, letters}; x = 0; y += height;
  }
  const letters = {};
  for (const [name, drawing] of Object.entries(glyphs)) {
    const image = new Image();
    const look = 'fill="none" stroke="#fff" stroke-width="1.3" stroke-linecap="round" stroke-linejoin="round"';
    const size = `width="${glyphSize}" height="${glyphSize}" viewBox="0 0 24 24"`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${look}>${drawing}</svg>`;
    image.src = 'data:image/svg+xml,' + encodeURIComponent(svg);
    await image.decode();
    const [left, top] = place(glyphSize, glyphSize);
    pen.drawImage(image, left, top);
    letters[name] = [left, top, glyphSize, glyphSize];
  }
  told.glyphs = {height: glyphSize, letters}; y += glyphSize;
  const pixels = pen.getImageData(0, 0, width, y).data, coverage = [];
  for (let at = 3; at < pixels.length; at += 4) coverage.push(pixels[at]);
  return {told, height: y, coverage};
}
