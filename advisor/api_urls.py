from django.urls import path

from advisor import api

app_name = "advisor_api"

urlpatterns = [
    path("", api.questionnaire_list, name="questionnaire_list"),
    path("<slug:slug>/", api.answer, name="answer"),
    path("<slug:slug>/questions/", api.question_list, name="question_list"),
]
