/* name.c: the lists of names.  See name.h. */
#include "bench/synth/name.h"

#include <stdio.h>

static const struct name surnames[] = {
	{"佐藤", "サトウ"},
	{"鈴木", "スズキ"},
	{"高橋", "タカハシ"},
	{"田中", "タナカ"},
	{"伊藤", "イトウ"},
	{"渡辺", "ワタナベ"},
	{"山本", "ヤマモト"},
	{"中村", "ナカムラ"},
	{"小林", "コバヤシ"},
	{"加藤", "カトウ"},
	{"吉田", "ヨシダ"},
	{"山田", "ヤマダ"},
	{"佐々木", "ササキ"},
	{"山口", "ヤマグチ"},
	{"松本", "マツモト"},
	{"井上", "イノウエ"},
	{"木村", "キムラ"},
	{"林", "ハヤシ"},
	{"斎藤", "サイトウ"},
	{"清水", "シミズ"},
	{"山崎", "ヤマザキ"},
	{"森", "モリ"},
	{"池田", "イケダ"},
	{"橋本", "ハシモト"},
	{"阿部", "アベ"},
	{"石川", "イシカワ"},
	{"山下", "ヤマシタ"},
	{"中島", "ナカジマ"},
	{"石井", "イシイ"},
	{"小川", "オガワ"},
	{"前田", "マエダ"},
	{"岡田", "オカダ"},
	{"長谷川", "ハセガワ"},
	{"藤田", "フジタ"},
	{"後藤", "ゴトウ"},
	{"近藤", "コンドウ"},
	{"村上", "ムラカミ"},
	{"遠藤", "エンドウ"},
	{"青木", "アオキ"},
	{"坂本", "サカモト"},
	{"福田", "フクダ"},
	{"太田", "オオタ"},
	{"西村", "ニシムラ"},
	{"藤井", "フジイ"},
	{"金子", "カネコ"},
	{"岡本", "オカモト"},
	{"藤原", "フジワラ"},
	{"三浦", "ミウラ"},
	{"中野", "ナカノ"},
	{"原田", "ハラダ"},
	{"松田", "マツダ"},
	{"竹内", "タケウチ"},
	{"小野", "オノ"},
	{"中山", "ナカヤマ"},
	{"和田", "ワダ"},
	{"石田", "イシダ"},
	{"上田", "ウエダ"},
	{"森田", "モリタ"},
	{"原", "ハラ"},
	{"柴田", "シバタ"},
	{"酒井", "サカイ"},
	{"工藤", "クドウ"},
	{"横山", "ヨコヤマ"},
	{"宮本", "ミヤモト"},
	{"内田", "ウチダ"},
	{"高木", "タカギ"},
	{"安藤", "アンドウ"},
	{"島田", "シマダ"},
	{"谷口", "タニグチ"},
	{"大野", "オオノ"},
	{"勅使河原", "テシガワラ"},
	{"東風平", "コチンダ"},
};

static const struct name rare[] = {
	{"\U00020BB7田", "ヨシダ"},
	{"\U00009AD9橋", "タカハシ"},
	{"宮\U0000FA11", "ミヤザキ"},
	{"葛\U000E0102西", "カサイ"},
	{"辻\U000E0103", "ツジ"},
	{"渡邉\U000E0110", "ワタナベ"},
	{"\U0000FA11山", "サキヤマ"},
	{"\U0002000B村", "マルムラ"},
};

/* U+30EDE (CJK Extension G): neither in IPAex nor in IPAmj. */
static const struct name undrawable = {"\U00030EDE川", "タイトカワ"};

static const struct name males[] = {
	{"太郎", "タロウ"},
	{"一郎", "イチロウ"},
	{"健一", "ケンイチ"},
	{"誠", "マコト"},
	{"浩", "ヒロシ"},
	{"茂", "シゲル"},
	{"清", "キヨシ"},
	{"勇", "イサム"},
	{"勝", "マサル"},
	{"実", "ミノル"},
	{"正雄", "マサオ"},
	{"昭夫", "アキオ"},
	{"和夫", "カズオ"},
	{"隆", "タカシ"},
	{"博", "ヒロシ"},
	{"明", "アキラ"},
	{"進", "ススム"},
	{"豊", "ユタカ"},
	{"修", "オサム"},
	{"剛", "ツヨシ"},
	{"大輔", "ダイスケ"},
	{"翔", "ショウ"},
	{"蓮", "レン"},
	{"陽翔", "ハルト"},
	{"湊", "ミナト"},
	{"悠真", "ユウマ"},
	{"拓也", "タクヤ"},
	{"直樹", "ナオキ"},
	{"哲也", "テツヤ"},
	{"秀樹", "ヒデキ"},
	{"康夫", "ヤスオ"},
	{"義雄", "ヨシオ"},
};

static const struct name females[] = {
	{"花子", "ハナコ"},
	{"和子", "カズコ"},
	{"幸子", "サチコ"},
	{"節子", "セツコ"},
	{"洋子", "ヨウコ"},
	{"恵子", "ケイコ"},
	{"京子", "キョウコ"},
	{"久美子", "クミコ"},
	{"由美子", "ユミコ"},
	{"真由美", "マユミ"},
	{"明美", "アケミ"},
	{"智子", "トモコ"},
	{"文子", "フミコ"},
	{"千代", "チヨ"},
	{"トメ", "トメ"},
	{"ハル", "ハル"},
	{"美咲", "ミサキ"},
	{"さくら", "サクラ"},
	{"陽菜", "ヒナ"},
	{"結衣", "ユイ"},
	{"葵", "アオイ"},
	{"凛", "リン"},
	{"紬", "ツムギ"},
	{"愛", "アイ"},
	{"舞", "マイ"},
	{"絵美", "エミ"},
	{"裕子", "ユウコ"},
	{"直美", "ナオミ"},
	{"律子", "リツコ"},
	{"光子", "ミツコ"},
	{"貴美恵", "キミエ"},
	{"ゆかり", "ユカリ"},
};

enum {
	SURNAMES = sizeof surnames / sizeof surnames[0],
	RARE = sizeof rare / sizeof rare[0],
	MALES = sizeof males / sizeof males[0],
	FEMALES = sizeof females / sizeof females[0],
	RARE_PER_10000 = 60
};

const struct name *name_surname(struct dice *d)
{
	int a, b;

	if (dice_chance(d, RARE_PER_10000))
		return &rare[dice_below(d, RARE)];
	/* The smaller of two throws: the first names of the list are the commonest. */
	a = dice_below(d, SURNAMES);
	b = dice_below(d, SURNAMES);
	return &surnames[a < b ? a : b];
}

const struct name *name_given(struct dice *d, enum name_sex sex)
{
	return sex == NAME_MALE ? &males[dice_below(d, MALES)] : &females[dice_below(d, FEMALES)];
}

int name_rare_count(void)
{
	return RARE;
}

const struct name *name_rare(int i)
{
	return &rare[i % RARE];
}

const struct name *name_undrawable(void)
{
	return &undrawable;
}

void name_join(const struct name *surname, const struct name *given, char *text, char *kana, size_t size)
{
	snprintf(text, size, "%s\u3000%s", surname->text, given->text);
	snprintf(kana, size, "%s\u3000%s", surname->kana, given->kana);
}
