from django.apps import AppConfig


class AdvisorConfig(AppConfig):
    name = "advisor"

    def ready(self):
        from advisor.content import QUESTIONNAIRE
        from catalog import content

        content.register(QUESTIONNAIRE)
