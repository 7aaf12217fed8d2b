#!/usr/bin/python3
"""Random answers to uploads of the online eligibility check, broken in one to three ways, and the complaint that each must give.

    registration_breaks.py write FOLDER SEED COUNT     FOLDER/NNNN.registrations.{csv,cp932.csv} and FOLDER/expected
    registration_breaks.py compare FOLDER/expected ANSWERED

As flat_breaks.py has it, with the tables and rules of engine/intake/REGISTRATIONS.md.
"""
import flat_breaks

breaks = flat_breaks.take_over(
    "engine/intake/REGISTRATIONS.md", "getsuji-registration-answer-1", "answer", "record_no")
Null = flat_breaks.Null


def random_answer(dice):
    state = dice.choice(["accepted", "accepted", "rejected"])
    code = Null("01") if state == "accepted" else dice.choice(["Q7", "E1001", "x" * 16])
    return breaks.random_record(dice, "answer", state=state, error_code=code)


def break_layout(dice, records, form):
    if records[0].word != "file":
        return None
    records[0].items["layout"] = dice.choice(["getsuji-registration-answer-2", "getsuji-registration-1"])
    return {1150}


if __name__ == "__main__":
    flat_breaks.main(random_answer, "registrations", ["Accepted", "登録済み", "2", "sent"], {"day", "digits", "characters"},
                     [break_layout])
