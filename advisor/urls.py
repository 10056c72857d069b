from django.urls import path

from advisor import views

app_name = "advisor"

urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/", views.questionnaire, name="questionnaire"),
    path("<slug:slug>/result/", views.result, name="result"),
    path("<slug:slug>/<slug:key>/", views.question, name="question"),
    path("<slug:slug>/<slug:key>/counts/", views.counts, name="counts"),
]
