#!/bin/bash
# look_notice.sh FILE.pdf… FOLDER: renders notices to FOLDER/NAME-PAGE.png.
#
# PAGES (default 3): how many pages of each file; RESOLUTION: dots per inch.  Further the first page of
# each kind (NAME-開始.png and so on): what may go wrong on one may be right on another.  Beside the
# first page of each file stands a copy with the envelope's window drawn on it, in the two extreme
# positions of the sheet (see reports/mail.h): what must be seen lies within both.
set -euo pipefail

[ $# -ge 2 ] || { echo "usage: look_notice.sh FILE.pdf… FOLDER" >&2; exit 16; }
pages=${PAGES:-3} resolution=${RESOLUTION:-110}
files=("${@:1:$#-1}") out=${!#}
mkdir -p "$out"

# Frames of 110 x 55 mm on a PPM image, given as X,Y,R,G,B with the upper left corner in mm; out comes PNG.
windows() { # X,Y,R,G,B…
	/usr/bin/python3 -c '
import struct, sys, zlib
mm, data = int(sys.argv[1]) / 25.4, sys.stdin.buffer.read()
fields = data[:40].split(None, 4)[:4]
width, height = int(fields[1]), int(fields[2])
pixels = bytearray(data[-width * height * 3:])
def dot(x, y, colour):
    if 0 <= x < width and 0 <= y < height:
        pixels[3 * (y * width + x):3 * (y * width + x) + 3] = colour
for frame in sys.argv[2:]:
    x, y, *colour = map(int, frame.split(","))
    left, right, top, bottom = (int(v * mm) for v in (x, x + 110, y, y + 55))
    for k in range(2):
        for i in range(left, right + 2):
            dot(i, top + k, bytes(colour)), dot(i, bottom + k, bytes(colour))
        for j in range(top, bottom + 2):
            dot(left + k, j, bytes(colour)), dot(right + k, j, bytes(colour))
def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
rows = b"".join(b"\0" + pixels[3 * width * j:3 * width * (j + 1)] for j in range(height))
sys.stdout.buffer.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0))
                        + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))' "$resolution" "$@"
}

# The first page of each kind, as read back from the file: "KIND PAGE".  A variation selector is one of
# U+E0100..E01EF, F3 A0 84 80 and on; a character outside the BMP begins with F0 A0 and on.
kinds() { # FILE
	pdftotext -layout "$1" - | LC_ALL=C awk -v RS='\f' '
	function once(kind) { if (!(kind in seen)) { seen[kind] = 1; print kind, NR } }
	match($0, /決定の種別 +/) { split(substr($0, RSTART + RLENGTH), word, /[ \n]/); once(word[1]) }
	/（続き）/ { once("続き") }
	/様方/ { once("様方") }
	/取消しの券/ { once("取消し") }
	/この封筒に券は入っていません/ { once("取消しのみ") }
	/\363\240[\204-\207]/ { once("異体字") }
	/\360[\240-\257]/ { once("第2面") }'
}

for file in "${files[@]}"; do
	name=$(basename "$file" .pdf)
	pdftoppm -r "$resolution" -l "$pages" -png "$file" "$out/$name"
	kinds "$file" | while read -r kind page; do
		pdftoppm -r "$resolution" -f "$page" -l "$page" -singlefile -png "$file" "$out/$name-$kind"
	done
	[[ $name != register-* ]] || continue # not a letter
	# The sheet lies 0..23 mm to the right and 0..6 mm down in the envelope.
	pdftoppm -r "$resolution" -f 1 -l 1 "$file" | windows 16,12,200,0,0 -7,6,0,0,200 >"$out/$name-window.png"
done
