#!/usr/bin/python3
"""Random files of bank results, broken in one to three ways, and the complaint that each must give.

    bank_breaks.py write FOLDER SEED COUNT     FOLDER/NNNN.bank.{csv,cp932.csv} and FOLDER/expected
    bank_breaks.py compare FOLDER/expected ANSWERED

As flat_breaks.py has it, with the tables and rules of engine/intake/BANK.md.
"""
import flat_breaks

breaks = flat_breaks.take_over("engine/intake/BANK.md", "getsuji-bank-result-1", "result", "payment")
Null = flat_breaks.Null


def random_result(dice):
    state = dice.choice(["paid", "paid", "returned"])
    reason = Null("01") if state == "paid" else dice.choice(["no_account", "name", "closed", "refused", "recalled", "other"])
    return breaks.random_record(dice, "result", state=state, reason=reason)


def break_layout(dice, records, form):
    if records[0].word != "file":
        return None
    records[0].items["layout"] = dice.choice(["getsuji-bank-result-2", "getsuji-registration-answer-1"])
    return {1150}


if __name__ == "__main__":
    flat_breaks.main(random_result, "bank", ["Paid", "振込済み", "1", "returned "], {"day", "digits", "word", "yen"}, [break_layout])
