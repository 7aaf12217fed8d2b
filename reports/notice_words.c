/* notice_words.c: decision kinds and the instruction on remedies (see notice_words.h). */
#include "reports/notice_words.h"

#include "getsuji/err.h"

const char *const notice_instruction[NOTICE_INSTRUCTION_COUNT] = {
	"１　この決定に不服があるときは、この決定があったことを知った日の翌日から起算して三月以内に、$"
	"知事に対して審査請求を"
	"することができます。ただし、この決定の日の翌日から起算して一年を経過したときは、正当な理由がある場合を除"
	"き、審査請求を"
	"することができません。",

	"２　この決定の取消しの訴えは、１の審査請求に対する裁決を経た後に、その裁決があったことを知った日の翌日か"
	"ら起算して"
	"六月以内に、この福祉事務所を設置する地方公共団体を被告として（訴訟においてこれを代表する者は$"
	"代表です。）提起すること"
	"ができます。ただし、裁決の日の翌日から起算して一年を経過したときは、正当な理由がある場合を除き、提起する"
	"ことができません。",

	"３　次のいずれかに当たるときは、裁決を経ないで取消しの訴えを提起することができます。(1)"
	"審査請求をした日の翌日から起算"
	"して五十日（諮問があった旨の通知を受けたときは七十日）を経過しても裁決がないとき　(2)"
	"著しい損害を避けるため緊急の必要"
	"があるとき　(3)その他裁決を経ないことにつき正当な理由があるとき",
};

const struct notice_decision_words *notice_words_of(enum change_kind kind)
{
	static const struct notice_decision_words words[] = {
		[CHANGE_OPENING] = {"開始", "第24条第3項"},
		[CHANGE_CHANGE] = {"変更", "第25条第2項"},
		[CHANGE_SUSPENSION] = {"停止", "第26条"},
		[CHANGE_CLOSING] = {"廃止", "第26条"},
	};

	CHECK(kind >= CHANGE_OPENING && kind <= CHANGE_CLOSING);
	return &words[kind];
}
