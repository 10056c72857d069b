from django.urls import path, register_converter
from django.views.generic import RedirectView

from catalog.converters import SlugConverter
from catalog.views import (
    api,
    compare,
    health,
    history,
    home,
    kinds,
    link_cards,
    preview,
    reading,
    search,
    terms,
    tool,
    tools,
)

app_name = "catalog"
register_converter(SlugConverter, "name")

urlpatterns = [
    path("", home.home, name="home"),
    path("tools/", tools.tool_list, name="tool_list"),
    path("tools/<name:slug>/", tool.tool_detail, name="tool_detail"),
    path("tools/<name:slug>/history/", history.tool_history, name="tool_history"),
    path("changes/", history.change_list, name="change_list"),
    path("compare/", compare.compare, name="compare"),
    path("kinds/", kinds.kind_list, name="kind_list"),
    path("kinds/<name:slug>/", kinds.kind_detail, name="kind_detail"),
    path("guides/", reading.guide_list, name="guide_list"),
    path("guides/<name:slug>/", reading.guide_detail, name="guide_detail"),
    path("industries/", reading.industry_list, name="industry_list"),
    path("industries/<name:slug>/", reading.industry_detail, name="industry_detail"),
    path("workflows/", reading.workflow_list, name="workflow_list"),
    path("workflows/<name:slug>/", reading.workflow_detail, name="workflow_detail"),
    path("terms/", terms.term_list, name="term_list"),
    path("glossary/", reading.glossary, name="glossary"),
    path("questions/", reading.question_list, name="question_list"),
    path("method/", reading.method, name="method"),
    path("about/", reading.about, name="about"),
    path("search/", search.search, name="search"),
    path("cards/wayfinder.png", link_cards.site_card, name="site_card"),
    path("cards/<name:section>/<name:slug>.png", link_cards.page_card, name="page_card"),
    path("preview/<str:token>/", preview.preview, name="preview"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("api/v1/tools/", api.tool_list, name="api_tool_list"),
    path("api/v1/tools/<name:slug>/", api.tool_detail, name="api_tool_detail"),
    path("api/v1/facets/", api.facet_list, name="api_facet_list"),
    path("favicon.ico", RedirectView.as_view(url="/static/icons/favicon.svg")),
]
