from advisor.admin import cases, questionnaires, questions, verdicts

__all__ = ["cases", "questionnaires", "questions", "verdicts"]
