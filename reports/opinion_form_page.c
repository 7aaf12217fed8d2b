/* opinion_form_page.c: draws a 要否意見書 or 診療依頼書; see opinion_form_page.h. */
#include "reports/opinion_form_page.h"
#include "reports/ticket_words.h"

#include <stdio.h>
#include <string.h>

#define OPINION_MARK "要否意見書 第1版（案）"
#define REQUEST_MARK "診療依頼書 第1版（案）"
#define INHOUSE_MARK "【所内取扱】委託先へ渡さないこと"
#define COUNT_OF(a)  (sizeof(a) / sizeof((a)[0]))

/* Left of the sender: whom it goes to, the title, by when. */
#define PLACE_WIDTH (110 * PDF_MM)
#define PLACE_BASE  2000
#define PLACE_STEP  520
#define PLACE_LINES 3
#define TITLE_BASE  4700
#define TITLE_WIDTH (96 * PDF_MM)
#define BY_TOP      5500
#define BY_HEIGHT   1000
#define BY_LABEL    (28 * PDF_MM)
#define BY_WIDTH    (82 * PDF_MM)

/* What is asked. */
#define WORDS_BASE  7650
#define WORDS_STEP  500
#define WORDS_LINES 3

/* Of whom, and about what: a row for the person, a heading, a row for each service. */
#define PERSON_TOP    9150
#define PERSON_ROW    1250
#define PERSON_LABEL  (24 * PDF_MM)
#define PERSON_BIRTH  (AREA_LEFT + 108 * PDF_MM)
#define TABLE_TOP     (PERSON_TOP + PERSON_ROW)
#define TABLE_HEAD    600
#define TABLE_ROW     1500
#define SERVICE_WIDTH (22 * PDF_MM)
#define DAY_WIDTH     (36 * PDF_MM)
#define INJURY_WIDTH  (AREA_WIDTH - SERVICE_WIDTH - 2 * DAY_WIDTH)
#define HALF_WIDTH    ((AREA_WIDTH - SERVICE_WIDTH) / 2)
#define CELL_PAD      200

/* What the doctor fills in, within a thick frame; below it what the office does. */
#define BOXES_GAP  850
#define BOXES_END  27650
#define BOX_LABEL  (34 * PDF_MM)
#define BOX_STEP   680
#define OFFICE_GAP 250
#define PEN_DOCTOR 60
#define BOXES_MAX  6
#define LABEL_STEP 420

/* A box: 0 high is as high as there is room. */
struct box {
	const char *label;
	int32_t height;
	const char *text; /* lines to be completed, or a hint in the box's corner */
	bool only_estimate;
};

struct paper {
	const char *title, *words, *by, *heading[4];
	const struct box *box;
	size_t boxes;
	const char *office; /* the office's own box */
};

/* clang-format off */
#define PERIOD   {"診療見込期間", 1000, "入院　　　　か月　　　　　入院外　　　　か月", false}
#define OUTCOME  {"転帰", 1000, "□継続中　　□治癒　　□死亡　　□中止　（令和　　年　　月　　日）", false}
#define ESTIMATE {"概算医療費", 1000, "今回診療日以降1か月　　　　　　　　円　　　2か月以降　　　　　　　　円", true}
#define DOCTOR(what) \
	{"医師の意見", 3000, "上記のとおり、" what "を　□要する　□要しない　と認めます。\n" \
		"令和　　　年　　　月　　　日\n指定医療機関の所在地及び名称\n医師氏名", false}

static const struct box medical_boxes[] = {
	{"主要症状及び\n今後の診療見込", 0, "（検査の所見、治療の方針等を具体的に記入してください。）", false},
	OUTCOME, PERIOD, ESTIMATE, DOCTOR("医療"),
};
static const struct box psychiatric_boxes[] = {
	{"入院の形態", 1000, "□任意入院　　□医療保護入院　　□措置入院　　□その他（　　　　　　　　）", false},
	{"主要症状及び\n入院を要する理由", 0, "（現在の精神症状、問題となる行動、身体の合併症等を具体的に記入してください。）", false},
	{"退院の見込み", 1500, "□あり（令和　　年　　月ころ）　　□なし\n理由又は必要な支援", false},
	PERIOD, ESTIMATE, DOCTOR("入院"),
};
static const struct box nursing_boxes[] = {
	{"訪問看護を必要と\nする心身の状態", 0, "（日常生活の状況、医療処置の内容等を具体的に記入してください。）", false},
	{"訪問看護の内容", 2000, "", false},
	{"回数及び見込期間", 1000, "週　　　　回　　　　　令和　　年　　月から　　　　か月", false},
	OUTCOME, ESTIMATE, DOCTOR("訪問看護"),
};
static const struct box examination_boxes[] = {
	{"診察の結果", 0, "（傷病名、主要症状、検査の所見等を具体的に記入してください。）", false},
	{"今後の診療", 1000, "□要する　（□入院　□入院外）　　　　□要しない", false},
	PERIOD, DOCTOR("医療"),
};

#define ASKS \
	"　下記の方の医療扶助について、要否を求める始期からの" 
#define RETURNS \
	"の要否を決定するため、意見を求めます。太枠の欄に記入し、返送期限までに上記の福祉事務所へ返送してください" \
	"（指定医療機関医療担当規程により、作成の費用は支払われません。）。下記の方の秘密が守られるようご配慮ください。"
#define HEADINGS {"診療別", "傷病名", "初診年月日", "要否を求める始期"}

static const struct paper papers[] = {
	[PAPER_NEW] = {"医療要否意見書（新規）", ASKS "医療" RETURNS, "返送期限", HEADINGS, medical_boxes,
		COUNT_OF(medical_boxes), "嘱託医の意見"},
	[PAPER_CONTINUING] = {"医療要否意見書（継続）", ASKS "医療" RETURNS, "返送期限", HEADINGS, medical_boxes,
		COUNT_OF(medical_boxes), "嘱託医の意見"},
	[PAPER_PSYCHIATRIC] = {"精神疾患入院要否意見書", ASKS "入院" RETURNS, "返送期限", HEADINGS, psychiatric_boxes,
		COUNT_OF(psychiatric_boxes), "嘱託医の意見"},
	[PAPER_NURSING] = {"訪問看護要否意見書", ASKS "訪問看護" RETURNS, "返送期限", HEADINGS, nursing_boxes,
		COUNT_OF(nursing_boxes), "嘱託医の意見"},
	[PAPER_EXAMINATION] = {"診療依頼書",
		"　下記の方について、医療の要否を決定するため、受診期限までの診察を依頼します。診察の後、太枠の欄に記入し、上記の福祉事務所へ"
		"返送してください。この書面は医療券ではありません。費用の請求については、上記の福祉事務所へお問い合わせください。下記の方の秘密が"
		"守られるようご配慮ください。",
		"受診期限", {"診療別", "傷病名又は症状", "依頼の理由", NULL}, examination_boxes, COUNT_OF(examination_boxes),
		"嘱託医の意見"},
};
/* clang-format on */

_Static_assert(COUNT_OF(medical_boxes) <= BOXES_MAX && COUNT_OF(psychiatric_boxes) <= BOXES_MAX &&
				   COUNT_OF(nursing_boxes) <= BOXES_MAX && COUNT_OF(examination_boxes) <= BOXES_MAX,
	"boxes");
#define OFFICE_BOX 1900

/* What is the same on all forms of a sender. */
struct opinion_form_layer {
	const struct mail_sender *sender;
	enum opinion_paper paper;
	size_t services;
	bool estimate, inhouse;
	int form;
};

const char *opinion_form_title(enum opinion_paper paper)
{
	return papers[paper].title;
}

/* ---- laying out ---------------------------------------------------------------------------------- */

static int32_t step_of(int32_t size)
{
	return size * 5 / 4;
}

/* The largest size at which a text fits a cell; 0: none. */
static int32_t fit(const struct fonts *fonts, const char *text, int32_t width, int32_t height,
	struct arena *a, struct lines *out)
{
	static const int32_t sizes[] = {PDF_PT(100), PDF_PT(90), PDF_PT(80), PDF_PT(70), PDF_PT(60)};

	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		struct lines_style style = {FONT_MINCHO, sizes[i], width};

		*out = lines_break(fonts, style, utf8_of(text), a);
		if ((int32_t)out->count * step_of(sizes[i]) <= height)
			return sizes[i];
	}
	return 0;
}

/* What stands in the table's wide cells: the injuries, and of a request why. */
static const char *injuries_of(struct arena *a, const struct opinion_form_service *s)
{
	const char *text = "";

	for (int i = 0; i < TICKET_INJURIES; i++) {
		if (s->injury[i].length > 0)
			text = arena_printf(
				a, "%s%s%.*s", text, *text == '\0' ? "" : "、", (int)s->injury[i].length, s->injury[i].at);
	}
	return text;
}

static const char *why_of(struct arena *a, const struct opinion_form_service *s)
{
	return s->remarks.length == 0 ? "医療の要否を判定するため"
								  : arena_printf(a, "%.*s", (int)s->remarks.length, s->remarks.at);
}

static enum err_code check_glyphs(
	const struct fonts *fonts, const struct opinion_form *f, const char **hold, struct err *e)
{
	const struct str texts[] = {f->institution, f->name, f->name_kana, f->caseworker};

	*hold = "glyph";
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		if (fonts_check(fonts, FONT_MINCHO, texts[i], e) != ERR_OK)
			return e->code;
	for (size_t i = 0; i < f->services; i++) {
		for (int k = 0; k < TICKET_INJURIES; k++)
			if (fonts_check(fonts, FONT_MINCHO, f->service[i].injury[k], e) != ERR_OK)
				return e->code;
		if (fonts_check(fonts, FONT_MINCHO, f->service[i].remarks, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

static bool lay_out_services(
	const struct fonts *fonts, const struct opinion_form *f, struct arena *a, struct opinion_form_layout *out)
{
	bool examination = f->paper == PAPER_EXAMINATION;
	int32_t width = (examination ? HALF_WIDTH : INJURY_WIDTH) - 2 * CELL_PAD, height = TABLE_ROW - CELL_PAD;

	for (size_t i = 0; i < f->services; i++) {
		const struct opinion_form_service *s = &f->service[i];

		out->service[i].size[0] = fit(fonts, injuries_of(a, s), width, height, a, &out->service[i].line[0]);
		if (out->service[i].size[0] == 0)
			return false;
		if (!examination)
			continue;
		out->service[i].size[1] = fit(fonts, why_of(a, s), width, height, a, &out->service[i].line[1]);
		if (out->service[i].size[1] == 0)
			return false;
	}
	return true;
}

enum err_code opinion_form_lay_out(const struct fonts *fonts, const struct opinion_form *f, struct arena *a,
	struct opinion_form_layout *out, const char **hold, struct err *e)
{
	static const int32_t names[] = {
		PDF_PT(140), PDF_PT(120), PDF_PT(105), PDF_PT(90), PDF_PT(75), PDF_PT(60)};
	static const int32_t small[] = {PDF_PT(80), PDF_PT(70), PDF_PT(60), PDF_PT(50)};
	int32_t name_width = PERSON_BIRTH - AREA_LEFT - PERSON_LABEL - 2 * CELL_PAD;

	*out = (struct opinion_form_layout){.name_size = 0};
	if (check_glyphs(fonts, f, hold, e) != ERR_OK)
		return e->code;
	*hold = "overflow";
	if (f->services == 0 || f->services > OPINION_FORM_SERVICES)
		return err_set(e, ERR_DATA, 1789, "診療別の数が様式の欄に収まりません");
	out->institution_size =
		fit(fonts, arena_printf(a, "%.*s　御中", (int)f->institution.length, f->institution.at), PLACE_WIDTH,
			PLACE_LINES * step_of(PDF_PT(100)), a, &out->institution);
	out->name_size = mail_fit_size(fonts, FONT_MINCHO, names, COUNT_OF(names), f->name, name_width);
	out->kana_size = mail_fit_size(fonts, FONT_MINCHO, small, COUNT_OF(small), f->name_kana, name_width);
	out->caseworker_size = mail_fit_size(
		fonts, FONT_MINCHO, small, COUNT_OF(small), f->caseworker, SENDER_WIDTH - CASEWORKER_INDENT);
	if (out->institution_size == 0 || out->name_size == 0 || out->kana_size == 0 ||
		out->caseworker_size == 0 || !lay_out_services(fonts, f, a, out))
		return err_set(e, ERR_DATA, 1790, "氏名、傷病名又は機関の名称が様式の欄に収まりません");
	return ERR_OK;
}

/* ---- what is the same on every form -------------------------------------------------------------- */

static void draw_label(struct pdf *p, int32_t x, int32_t y, int32_t width, int32_t height, const char *text)
{
	const char *second = strchr(text, '\n');
	int32_t base = mail_base_in(y, height, PDF_PT(90)) - (second == NULL ? 0 : LABEL_STEP / 2);
	struct str first = {text, second == NULL ? strlen(text) : (size_t)(second - text)};

	pdf_begin_grey(p, GREY);
	pdf_fill(p, x, y, width, height);
	pdf_end_grey(p);
	pdf_text_centre(p, FONT_GOTHIC, PDF_PT(90), x + width / 2, base, first);
	if (second != NULL)
		pdf_text_centre(p, FONT_GOTHIC, PDF_PT(90), x + width / 2, base + LABEL_STEP, utf8_of(second + 1));
}

static void draw_words(struct opinion_form_pages *all, const struct paper *paper)
{
	struct lines_style style = {FONT_MINCHO, SIZE_BODY, AREA_WIDTH};
	struct lines lines = lines_break(all->fonts, style, utf8_of(paper->words), all->arena);

	CHECK(lines.count <= WORDS_LINES); /* our own wording */
	pdf_text_spread(
		all->pdf, FONT_GOTHIC, SIZE_TITLE, AREA_LEFT, TITLE_WIDTH, TITLE_BASE, utf8_of(paper->title));
	for (size_t i = 0; i < lines.count; i++)
		pdf_text(
			all->pdf, FONT_MINCHO, SIZE_BODY, AREA_LEFT, WORDS_BASE + (int32_t)i * WORDS_STEP, lines.line[i]);
	draw_label(all->pdf, AREA_LEFT, BY_TOP, BY_LABEL, BY_HEIGHT, paper->by);
	pdf_line(all->pdf, PEN_FINE, AREA_LEFT + BY_LABEL, BY_TOP, AREA_LEFT + BY_LABEL, BY_TOP + BY_HEIGHT);
	pdf_frame(all->pdf, PEN_FRAME, AREA_LEFT, BY_TOP, BY_WIDTH, BY_HEIGHT);
}

/* The left edges of the table's columns after the first; how many. */
static int columns_of(enum opinion_paper paper, int32_t x[static 4])
{
	x[0] = AREA_LEFT + SERVICE_WIDTH;
	if (paper == PAPER_EXAMINATION) {
		x[1] = x[0] + HALF_WIDTH;
		x[2] = AREA_RIGHT;
		return 2;
	}
	x[1] = x[0] + INJURY_WIDTH;
	x[2] = x[1] + DAY_WIDTH;
	x[3] = AREA_RIGHT;
	return 3;
}

static int32_t table_end(size_t services)
{
	return TABLE_TOP + TABLE_HEAD + (int32_t)services * TABLE_ROW;
}

static void draw_table(struct pdf *p, enum opinion_paper paper, size_t services)
{
	int32_t x[4], end = table_end(services), left = AREA_LEFT;
	int columns = columns_of(paper, x);

	draw_label(p, AREA_LEFT, PERSON_TOP, PERSON_LABEL, PERSON_ROW, "氏名");
	draw_label(p, PERSON_BIRTH, PERSON_TOP, PERSON_LABEL, PERSON_ROW, "生年月日");
	for (int i = 0; i <= columns; left = x[i++]) {
		draw_label(p, left, TABLE_TOP, x[i] - left, TABLE_HEAD, papers[paper].heading[i]);
		if (i < columns)
			pdf_line(p, PEN_FINE, x[i], TABLE_TOP, x[i], end);
	}
	pdf_line(p, PEN_FINE, AREA_LEFT + PERSON_LABEL, PERSON_TOP, AREA_LEFT + PERSON_LABEL, TABLE_TOP);
	pdf_line(p, PEN_FINE, PERSON_BIRTH, PERSON_TOP, PERSON_BIRTH, TABLE_TOP);
	pdf_line(p, PEN_FINE, PERSON_BIRTH + PERSON_LABEL, PERSON_TOP, PERSON_BIRTH + PERSON_LABEL, TABLE_TOP);
	pdf_line(p, PEN_FINE, AREA_LEFT, TABLE_TOP, AREA_RIGHT, TABLE_TOP);
	for (size_t i = 0; i < services; i++)
		pdf_line(p, PEN_FINE, AREA_LEFT, table_end(i), AREA_RIGHT, table_end(i));
	pdf_frame(p, PEN_FRAME, AREA_LEFT, PERSON_TOP, AREA_WIDTH, end - PERSON_TOP);
}

/* One line stands in the middle, several from the top; a hint in the corner of a box that has room. */
static void draw_box_text(struct pdf *p, const struct box *box, int32_t y, int32_t height)
{
	int32_t x = AREA_LEFT + BOX_LABEL + 300, size = box->height == 0 ? SIZE_SMALL : SIZE_CELL;
	int32_t base =
		strchr(box->text, '\n') == NULL && box->height > 0 ? mail_base_in(y, height, size) : y + 550;
	const char *text = box->text;

	while (*text != '\0') {
		size_t length = strcspn(text, "\n");

		pdf_text(p, FONT_MINCHO, size, x, base, (struct str){text, length});
		text += length + (text[length] == '\n');
		base += BOX_STEP;
	}
}

/* The doctor's boxes from y down to where the office's begins; the one without a height takes what is left. */
static void draw_boxes(struct pdf *p, const struct paper *paper, bool estimate, int32_t top)
{
	int32_t end = BOXES_END - OFFICE_BOX - OFFICE_GAP, rest = end - top, y = top;

	for (size_t i = 0; i < paper->boxes; i++)
		if (estimate || !paper->box[i].only_estimate)
			rest -= paper->box[i].height;
	CHECK(rest >= 1000); /* with as many services as a form holds */
	for (size_t i = 0; i < paper->boxes; i++) {
		const struct box *box = &paper->box[i];
		int32_t height = box->height == 0 ? rest : box->height;

		if (box->only_estimate && !estimate)
			continue;
		draw_label(p, AREA_LEFT, y, BOX_LABEL, height, box->label);
		draw_box_text(p, box, y, height);
		if (y > top)
			pdf_line(p, PEN_FINE, AREA_LEFT, y, AREA_RIGHT, y);
		y += height;
	}
	pdf_line(p, PEN_FINE, AREA_LEFT + BOX_LABEL, top, AREA_LEFT + BOX_LABEL, end);
	pdf_frame(p, PEN_DOCTOR, AREA_LEFT, top, AREA_WIDTH, end - top);
}

static void draw_office_box(struct pdf *p, const struct paper *paper)
{
	int32_t top = BOXES_END - OFFICE_BOX;

	draw_label(p, AREA_LEFT, top, BOX_LABEL, OFFICE_BOX, paper->office);
	mail_text(p, SIZE_CELL, AREA_LEFT + BOX_LABEL + 300, top + 550, "□要　　□否");
	mail_text(p, SIZE_CELL, AREA_LEFT + BOX_LABEL + 300, BOXES_END - 350,
		"令和　　　年　　　月　　　日　　　　嘱託医氏名");
	pdf_line(p, PEN_FINE, AREA_LEFT + BOX_LABEL, top, AREA_LEFT + BOX_LABEL, BOXES_END);
	pdf_frame(p, PEN_FRAME, AREA_LEFT, top, AREA_WIDTH, OFFICE_BOX);
}

static int layer_of(struct opinion_form_pages *all, const struct opinion_form *f)
{
	const struct paper *paper = &papers[f->paper];
	struct pdf *p = all->pdf;

	for (size_t i = 0; i < all->layers; i++) {
		const struct opinion_form_layer *l = &all->layer[i];

		if (l->sender == f->sender && l->paper == f->paper && l->services == f->services &&
			l->estimate == f->estimate && l->inhouse == f->inhouse)
			return l->form;
	}
	pdf_begin_form(p);
	mail_draw_sender(p, f->sender);
	draw_words(all, paper);
	draw_table(p, f->paper, f->services);
	pdf_text(p, FONT_GOTHIC, SIZE_SMALL, AREA_LEFT, table_end(f->services) + BOXES_GAP - 200,
		utf8_of("医師が記入する欄"));
	draw_boxes(p, paper, f->estimate, table_end(f->services) + BOXES_GAP);
	draw_office_box(p, paper);
	if (f->inhouse)
		pdf_text(p, FONT_GOTHIC, SIZE_SMALL, AREA_LEFT, FOOT_BASE, utf8_of(INHOUSE_MARK));
	pdf_text_right(p, FONT_MINCHO, PDF_PT(70), AREA_RIGHT, FOOT_BASE,
		utf8_of(f->paper == PAPER_EXAMINATION ? REQUEST_MARK : OPINION_MARK));
	all->layer = arena_grow(all->arena, all->layer, all->layers, all->layers + 1, sizeof(*all->layer));
	all->layer[all->layers] = (struct opinion_form_layer){
		f->sender, f->paper, f->services, f->estimate, f->inhouse, pdf_end_form(p)};
	return all->layer[all->layers++].form;
}

/* ---- one form ------------------------------------------------------------------------------------ */

static void draw_lines(
	struct pdf *p, const struct lines *lines, int32_t size, int32_t x, int32_t top, int32_t height)
{
	int32_t step = step_of(size), base = top + (height - (int32_t)lines->count * step) / 2 + size;

	for (size_t i = 0; i < lines->count; i++)
		pdf_text(p, FONT_MINCHO, size, x, base + (int32_t)i * step, lines->line[i]);
}

static void draw_day(struct pdf *p, int32_t x, int32_t width, int32_t top, int32_t height, day_t day)
{
	char buffer[64];

	pdf_text_centre(p, FONT_MINCHO, SIZE_CELL, x + width / 2, mail_base_in(top, height, SIZE_CELL),
		utf8_of(day == DAY_MAX ? "　　年　　月　　日" : day_format_era(day, buffer)));
}

static void draw_person(struct pdf *p, const struct opinion_form *f, const struct opinion_form_layout *l)
{
	int32_t x = AREA_LEFT + PERSON_LABEL + CELL_PAD;

	pdf_text(p, FONT_MINCHO, l->kana_size, x, PERSON_TOP + 400, f->name_kana);
	pdf_text(p, FONT_MINCHO, l->name_size, x, PERSON_TOP + 1000, f->name);
	draw_day(p, PERSON_BIRTH + PERSON_LABEL, AREA_RIGHT - PERSON_BIRTH - PERSON_LABEL, PERSON_TOP, PERSON_ROW,
		f->birth_on);
}

static void draw_services(struct pdf *p, const struct opinion_form *f, const struct opinion_form_layout *l)
{
	int32_t x[4];

	(void)columns_of(f->paper, x);
	for (size_t i = 0; i < f->services; i++) {
		const struct opinion_form_service *s = &f->service[i];
		int32_t top = table_end(i);

		pdf_text_centre(p, FONT_MINCHO, SIZE_BODY, AREA_LEFT + SERVICE_WIDTH / 2,
			mail_base_in(top, TABLE_ROW, SIZE_BODY), utf8_of(ticket_words_service(s->service)));
		draw_lines(p, &l->service[i].line[0], l->service[i].size[0], x[0] + CELL_PAD, top, TABLE_ROW);
		if (f->paper == PAPER_EXAMINATION) {
			draw_lines(p, &l->service[i].line[1], l->service[i].size[1], x[1] + CELL_PAD, top, TABLE_ROW);
			continue;
		}
		draw_day(p, x[1], DAY_WIDTH, top, TABLE_ROW, s->first_visit_on);
		draw_day(p, x[2], DAY_WIDTH, top, TABLE_ROW, s->from_on);
	}
}

void opinion_form_draw(struct opinion_form_pages *all, const struct opinion_form *f,
	const struct opinion_form_layout *l, const struct symbol *code, int sheet, int sheets)
{
	struct pdf *p = all->pdf;
	int layer = layer_of(all, f);
	char buffer[64];

	pdf_begin_page(p);
	pdf_show_form(p, layer);
	mail_draw_head(p, code, f->number, f->written_on, sheet, sheets);
	pdf_text(p, FONT_MINCHO, l->caseworker_size, SENDER_LEFT + CASEWORKER_INDENT, 5450, f->caseworker);
	for (size_t i = 0; i < l->institution.count; i++)
		pdf_text(p, FONT_MINCHO, l->institution_size, AREA_LEFT, PLACE_BASE + (int32_t)i * PLACE_STEP,
			l->institution.line[i]);
	mail_text(p, PDF_PT(120), AREA_LEFT + BY_LABEL + 500, mail_base_in(BY_TOP, BY_HEIGHT, PDF_PT(120)),
		day_format_era(f->by_on, buffer));
	draw_person(p, f, l);
	draw_services(p, f, l);
	pdf_end_page(p);
}
