/*
 * xlsx_chart.c: charts that show at once.
 *
 * The library copies the values into the chart ("cached points") only when the cells are still in
 * memory; a viewer that does not calculate shows an empty chart without them.  So charts are for
 * small workbooks, opened with `charts`.
 */
#include "reports/backend/xlsx_impl.h"

#define WIDTH_DEFAULT  480.0 /* pixels of a chart at scale 1 */
#define HEIGHT_DEFAULT 288.0

/* Dark to light, told apart in print as well. */
static const lxw_color_t colors[] = {
	0x4A7EBB, 0xE08B3E, 0x8FB35A, 0xC0504D, 0x7F6BA8, 0x46AAC5, 0xA5A5A5, 0xD9C04A};

#define SERIES_MAX ((int)(sizeof(colors) / sizeof(colors[0])))

struct fonts {
	lxw_chart_font text, title;
};

static lxw_chart_series *add_series(
	struct xlsx_sheet *s, lxw_chart *chart, const struct xlsx_chart *about, int value_column)
{
	lxw_chart_series *series = chart_add_series(chart, NULL, NULL);

	if (!series) {
		xlsx_check(s->book, LXW_ERROR_MEMORY_MALLOC_FAILED);
		return NULL;
	}
	chart_series_set_categories(series, s->tab->name, (lxw_row_t)about->first_row,
		(lxw_col_t)about->label_column, (lxw_row_t)about->last_row, (lxw_col_t)about->label_column);
	chart_series_set_values(series, s->tab->name, (lxw_row_t)about->first_row, (lxw_col_t)value_column,
		(lxw_row_t)about->last_row, (lxw_col_t)value_column);
	return series;
}

static void draw_pie(
	struct xlsx_sheet *s, lxw_chart *chart, const struct xlsx_chart *about, struct fonts *font)
{
	lxw_chart_series *series = add_series(s, chart, about, about->value_column);

	if (!series)
		return;
	chart_series_set_labels(series);
	chart_series_set_labels_font(series, &font->text);
	chart_series_set_labels_options(series, LXW_FALSE, LXW_FALSE, LXW_FALSE);
	chart_series_set_labels_percentage(series);
	chart_legend_set_position(chart, LXW_CHART_LEGEND_RIGHT);
	chart_legend_set_font(chart, &font->text);
}

/* The values stand beside their bars: the axis of values has nothing to say. */
static void quiet_axis(lxw_chart_axis *axis, const struct xlsx_chart *about)
{
	lxw_chart_line nothing = {.none = LXW_TRUE};

	chart_axis_set_label_position(axis, LXW_CHART_AXIS_LABEL_POSITION_NONE);
	chart_axis_major_gridlines_set_visible(axis, LXW_FALSE);
	chart_axis_set_line(axis, &nothing);
	chart_axis_set_major_tick_mark(axis, LXW_CHART_AXIS_TICK_MARK_NONE);
	chart_axis_set_min(axis, 0);
	/* room for the number beside the longest bar */
	if (about->value_max > 0)
		chart_axis_set_max(axis, (double)about->value_max * 1.3);
}

static void draw_bars(
	struct xlsx_sheet *s, lxw_chart *chart, const struct xlsx_chart *about, struct fonts *font)
{
	bool stacked = about->kind == XLSX_CHART_STACKED;

	for (int i = 0; i <= about->more_values; i++) {
		lxw_chart_series *series = add_series(s, chart, about, about->value_column + i);
		lxw_chart_fill fill = {.color = colors[i]};

		if (!series)
			return;
		chart_series_set_fill(series, &fill);
		if (about->more_values > 0)
			chart_series_set_name_range(series, s->tab->name, (lxw_row_t)(about->first_row - 1),
				(lxw_col_t)(about->value_column + i));
		if (stacked)
			continue; /* numbers within narrow parts would cover one another */
		chart_series_set_labels(series);
		chart_series_set_labels_font(series, &font->text);
		chart_series_set_labels_num_format(series, "#,##0");
	}
	if (about->more_values > 0) {
		chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
		chart_legend_set_font(chart, &font->text);
	} else {
		chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
	}
	/* in a bar chart of this library the categories stand on the y axis */
	lxw_chart_axis *labels = about->kind == XLSX_CHART_COLUMN ? chart->x_axis : chart->y_axis;
	lxw_chart_axis *values = about->kind == XLSX_CHART_COLUMN ? chart->y_axis : chart->x_axis;

	chart_axis_set_num_font(labels, &font->text);
	if (about->kind != XLSX_CHART_COLUMN)
		chart_axis_set_reverse(labels); /* the first row of the table on top */
	if (stacked) {
		chart_axis_set_num_font(values, &font->text);
		chart_axis_set_num_format(values, "#,##0");
		/* whole steps, also where there are few */
		chart_axis_set_major_unit(values, (double)(about->value_max < 5 ? 1 : about->value_max / 5));
	} else {
		quiet_axis(values, about);
	}
}

void xlsx_chart(struct xlsx_sheet *s, const struct xlsx_chart *about)
{
	static const uint8_t types[] = {
		[XLSX_CHART_PIE] = LXW_CHART_PIE,
		[XLSX_CHART_BAR] = LXW_CHART_BAR,
		[XLSX_CHART_COLUMN] = LXW_CHART_COLUMN,
		[XLSX_CHART_STACKED] = LXW_CHART_BAR_STACKED,
	};
	struct xlsx *w = s->book;
	struct fonts font = {{.name = (char *)"游ゴシック", .size = 9},
		{.name = (char *)"游ゴシック", .size = 11, .bold = LXW_TRUE}};
	lxw_chart_options place = {.x_offset = 12,
		.x_scale = about->width / WIDTH_DEFAULT,
		.y_scale = about->height / HEIGHT_DEFAULT,
		.object_position = LXW_OBJECT_MOVE_DONT_SIZE};
	lxw_chart *chart;

	CHECK(w->about.charts && about->more_values >= 0 && about->more_values < SERIES_MAX);
	if (w->failed.code != ERR_OK || about->last_row < about->first_row)
		return;
	chart = workbook_add_chart(w->book, types[about->kind]);
	if (!chart) {
		xlsx_check(w, LXW_ERROR_MEMORY_MALLOC_FAILED);
		return;
	}
	chart_title_set_name(chart, about->title);
	chart_title_set_name_font(chart, &font.title);
	if (about->kind == XLSX_CHART_PIE)
		draw_pie(s, chart, about, &font);
	else
		draw_bars(s, chart, about, &font);
	if (w->failed.code == ERR_OK)
		xlsx_check(w, worksheet_insert_chart_opt(
						  s->tab, (lxw_row_t)about->at_row, (lxw_col_t)about->at_column, chart, &place));
}
