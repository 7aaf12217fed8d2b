/* page_style.c: the styles of the page: for the screen and for A4 paper, without anything from outside. */
#include "engine/page/page_parts.h"

#include <string.h>

/* Colours carry no meaning alone: every state also stands there as a word. */
const char page_style[] =
	":root{--ink:#1c2733;--soft:#5d6b7a;--line:#dde3ea;--tint:#f6f8fa;--accent:#1f4e79}\n"
	"*{box-sizing:border-box}\n"
	"html{background:#e9edf2}\n"
	"body{margin:0;color:var(--ink);font:14px/1.6 'Hiragino Sans','Noto Sans JP','Noto Sans CJK JP',"
	"'Yu Gothic UI',Meiryo,IPAexGothic,sans-serif}\n"
	"main{max-width:1120px;margin:24px auto;background:#fff;padding:28px 36px 40px;border-radius:6px;"
	"box-shadow:0 1px 4px rgba(20,40,60,.16)}\n"
	"h1{font-size:25px;line-height:1.3;margin:0}\n"
	"h2{font-size:17px;margin:34px 0 10px;padding-left:10px;border-left:5px solid "
	"var(--accent);line-height:1.35}\n"
	"h3{font-size:14px;margin:16px 0 6px}\n"
	"p{margin:6px 0}\n"
	".sub{color:var(--soft);margin:4px 0 0}\n"
	".top{display:flex;justify-content:space-between;align-items:flex-start;gap:20px;border-bottom:2px solid "
	"var(--accent);padding-bottom:14px}\n"
	".badge{display:inline-block;padding:5px "
	"16px;border-radius:16px;font-weight:700;font-size:15px;white-space:nowrap;"
	"border:1px solid}\n"
	".badge.small{font-size:12px;padding:0 9px;font-weight:400;border-radius:10px}\n"
	".done{background:#e6f4ea;border-color:#2e7d32;color:#1b5e20}\n"
	".work{background:#e3f0fc;border-color:#1976d2;color:#0d47a1}\n"
	".wait{background:#fff4dc;border-color:#c77f00;color:#7a4d00}\n"
	".bad{background:#fde7e7;border-color:#c62828;color:#9b1c1c}\n"
	".idle{background:#f2f4f6;border-color:#a5afba;color:#4d5a67}\n"
	".left{background:#f7f3fb;border-color:#8e6bb0;color:#5b3a80}\n"
	".tiles{display:grid;grid-template-columns:repeat(6,1fr);gap:10px;margin:18px 0}\n"
	".tile{background:var(--tint);border:1px solid var(--line);border-radius:5px;padding:8px 12px}\n"
	".tile "
	"b{display:block;font-size:19px;line-height:1.35;font-variant-numeric:tabular-nums;white-space:nowrap}\n"
	".tile span{color:var(--soft);font-size:12px}\n"
	".tile.warn{background:#fff8e8;border-color:#e0b252}\n"
	"dl{display:grid;grid-template-columns:max-content 1fr max-content 1fr;gap:2px 18px;margin:12px 0}\n"
	"dd.wide{grid-column:2/-1}\n"
	"td small{display:block;color:var(--soft);font-size:11.5px}\n"
	"dt{color:var(--soft)}\n"
	"dd{margin:0;overflow-wrap:anywhere}\n"
	"code,.mono{font-family:'Noto Sans Mono CJK JP',Menlo,Consolas,'DejaVu Sans "
	"Mono',monospace;font-size:12.5px}\n"
	".scroll{overflow-x:auto}\n"
	"table{border-collapse:collapse;width:100%;font-size:13px;line-height:1.45}\n"
	"th,td{padding:4px 8px;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}\n"
	"th{background:var(--tint);font-weight:600;border-bottom:1px solid #b9c4d0;white-space:nowrap}\n"
	"td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\n"
	"td.k{overflow-wrap:anywhere;font-variant-numeric:tabular-nums}\n"
	"td.w{white-space:nowrap}\n"
	"tfoot td{font-weight:700;border-top:2px solid #8a97a5;border-bottom:0}\n"
	".note{color:var(--soft);font-size:12.5px}\n"
	".box{border:1px solid;border-radius:5px;padding:9px 14px;margin:10px 0}\n"
	".box p{margin:3px 0}\n"
	"details{margin:8px 0}\n"
	"summary{cursor:pointer;color:var(--accent)}\n"
	"svg{display:block;width:100%;height:auto;margin:8px 0}\n"
	"svg text{font-family:'Hiragino Sans','Noto Sans JP','Noto Sans CJK JP','Yu Gothic "
	"UI',Meiryo,IPAexGothic,sans-serif;"
	"fill:var(--ink)}\n"
	"svg .soft{fill:var(--soft)}\n"
	"svg .edge{fill:none;stroke:#93a1b0;stroke-width:1.4}\n"
	"svg .edge.crit{stroke:#b3261e;stroke-width:2.4}\n"
	"svg .node{stroke-width:1.3}\n"
	"svg .node.crit{stroke-width:2.6}\n"
	"svg .done{fill:#e6f4ea;stroke:#2e7d32}\n"
	"svg .work{fill:#e3f0fc;stroke:#1976d2}\n"
	"svg .wait{fill:#fff4dc;stroke:#c77f00}\n"
	"svg .bad{fill:#fde7e7;stroke:#c62828}\n"
	"svg .idle{fill:#f2f4f6;stroke:#a5afba}\n"
	"svg .left{fill:#f7f3fb;stroke:#8e6bb0;stroke-dasharray:4 3}\n"
	"svg .bar{stroke-width:1}\n"
	"svg .bar.done{fill:#7cb88a}\n"
	"svg .bar.work{fill:#6aaae6}\n"
	"svg .bar.wait{fill:#f0c469}\n"
	"svg .bar.bad{fill:#e07a7a}\n"
	"svg .bar.crit{stroke:#b3261e;stroke-width:2}\n"
	"svg .grid{stroke:#e3e8ee;stroke-width:1}\n"
	"svg .gap{fill:#eef1f4}\n"
	"svg .begin{stroke:#1f4e79;stroke-width:1;stroke-dasharray:2 3}\n"
	"svg .lane{fill:#fafbfc}\n"
	"footer{margin-top:36px;padding-top:10px;border-top:1px solid "
	"var(--line);color:var(--soft);font-size:12px}\n"
	"@media(max-width:760px){main{padding:18px "
	"14px;margin:0;border-radius:0}.tiles{grid-template-columns:repeat(3,1fr)}"
	".top{flex-direction:column}dl{grid-template-columns:max-content 1fr}}\n"
	"@page{size:A4;margin:14mm 12mm}\n"
	"@media "
	"print{html{background:#fff}body{font-size:10.5px;-webkit-print-color-adjust:exact;print-color-adjust:"
	"exact}"
	"main{margin:0;padding:0;max-width:none;box-shadow:none}table{font-size:9.5px}h1{font-size:19px}h2{font-"
	"size:14px;"
	"break-after:avoid}tr,.tile,.box,svg{break-inside:avoid}thead{display:table-header-group}.tile "
	"b{font-size:14px}"
	"code,.mono{font-size:8.5px}}\n";

const char *page_state_class(const char *state)
{
	static const char *const classes[][2] = {{"done", "done"}, {"confirmed", "done"}, {"running", "work"},
		{"waiting", "wait"}, {"failed", "bad"}, {"out_of_balance", "bad"}, {"interrupted", "bad"},
		{"stopped", "wait"}, {"skipped", "left"}, {"accepted", "left"}};

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
		const char *const *row = classes[i];

		if (strcmp(row[0], state) == 0)
			return row[1];
	}
	return "idle";
}
