from django.apps import AppConfig


class AdvisorConfig(AppConfig):
    name = "advisor"

    def ready(self):
        from advisor import trail  # noqa: F401 — it says which questionnaire an edit touches
        from advisor.content import QUESTIONNAIRE
        from catalog import content

        content.register(QUESTIONNAIRE)
