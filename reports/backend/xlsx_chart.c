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

void xlsx_chart(struct xlsx_sheet *s, const struct xlsx_chart *about)
{
	struct xlsx *w = s->book;
	bool pie = about->kind == XLSX_CHART_PIE;
	lxw_chart_font text = {.name = (char *)"游ゴシック", .size = 9};
	lxw_chart_font title = {.name = (char *)"游ゴシック", .size = 11, .bold = LXW_TRUE};
	lxw_chart_options place = {.x_offset = 12,
		.x_scale = about->width / WIDTH_DEFAULT,
		.y_scale = about->height / HEIGHT_DEFAULT,
		.object_position = LXW_OBJECT_MOVE_DONT_SIZE};
	lxw_chart_fill fill = {.color = 0x4A7EBB};
	lxw_chart_line nothing = {.none = LXW_TRUE};
	lxw_chart_series *series;
	lxw_chart *chart;

	CHECK(w->about.charts);
	if (w->failed.code != ERR_OK || about->last_row < about->first_row)
		return;
	chart = workbook_add_chart(w->book, pie ? LXW_CHART_PIE : LXW_CHART_BAR);
	series = chart ? chart_add_series(chart, NULL, NULL) : NULL;
	if (!series) {
		xlsx_check(w, LXW_ERROR_MEMORY_MALLOC_FAILED);
		return;
	}
	chart_series_set_categories(series, s->tab->name, (lxw_row_t)about->first_row,
		(lxw_col_t)about->label_column, (lxw_row_t)about->last_row, (lxw_col_t)about->label_column);
	chart_series_set_values(series, s->tab->name, (lxw_row_t)about->first_row, (lxw_col_t)about->value_column,
		(lxw_row_t)about->last_row, (lxw_col_t)about->value_column);
	chart_title_set_name(chart, about->title);
	chart_title_set_name_font(chart, &title);
	chart_series_set_labels(series);
	chart_series_set_labels_font(series, &text);
	if (pie) {
		chart_series_set_labels_options(series, LXW_FALSE, LXW_FALSE, LXW_FALSE);
		chart_series_set_labels_percentage(series);
		chart_legend_set_position(chart, LXW_CHART_LEGEND_RIGHT);
		chart_legend_set_font(chart, &text);
	} else {
		chart_series_set_fill(series, &fill);
		chart_series_set_labels_num_format(series, "#,##0");
		chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
		/* in a bar chart of this library the categories stand on the y axis */
		chart_axis_set_reverse(chart->y_axis); /* the first row of the table on top */
		chart_axis_set_num_font(chart->y_axis, &text);
		chart_axis_set_label_position(chart->x_axis, LXW_CHART_AXIS_LABEL_POSITION_NONE);
		chart_axis_major_gridlines_set_visible(chart->x_axis, LXW_FALSE);
		chart_axis_set_line(chart->x_axis, &nothing);
		chart_axis_set_major_tick_mark(chart->x_axis, LXW_CHART_AXIS_TICK_MARK_NONE);
		/* room for the number beside the longest bar */
		if (about->value_max > 0)
			chart_axis_set_max(chart->x_axis, (double)about->value_max * 1.3);
	}
	xlsx_check(w, worksheet_insert_chart_opt(
					  s->tab, (lxw_row_t)about->at_row, (lxw_col_t)about->at_column, chart, &place));
}
