package exec

import (
	"io/fs"
	"strings"
)

// The scripts of a copy. They need a shell, cat, ls, wc, mv, chmod, rm, tr; base64, or od to send and printf to receive;
// sha256sum, md5sum or cksum; for folders tar, tee and find. busybox has them all. What is missing they name. Files are
// written under another name first, which goes away with the script.

// summer finds out which checksum there is: _s sums what it reads, $_h names it.
const summer = `for _h in sha256sum md5sum cksum missing;do command -v $_h >/dev/null 2>&1&&break;done;` +
	`if [ $_h = missing ];then _m "missing sha256sum, md5sum or cksum";exit 1;fi;_s(){ $_h|{ read -r _1 _2;echo "$_1";};};`

// need is _need program: without it the script ends.
const need = `_need(){ command -v $1 >/dev/null 2>&1||{ _m "missing $1";exit 1;};};`

// clip makes errors fit for a marker.
const clip = `_clip(){ tr -d '\007\033'|{ _t9=$(cat);printf %.1500s "$_t9";};};`

// copyOut says a file or a folder, as text: what it is, then its bytes (or those of a tar), how that went, the checksum of what was
// said, and the errors there were. Markers may stand within the text.
const copyOut = `_n=$1 _p=$2;exec 4>&1;` + marking + need + clip +
	`if [ -d "$_p" ];then _k=dir;elif [ -f "$_p" ];then _k=file;elif [ -e "$_p" ];then _m odd;exit 1;elif [ -L "$_p" ];then _m dangling;exit 1;` +
	`else _m absent;exit 1;fi;` + summer +
	`if [ "$(echo x|base64 2>/dev/null)" = eAo= ];then _w=base64;_b(){ base64;};` +
	`elif command -v od >/dev/null 2>&1;then _w=hex;_b(){ od -An -v -tx1;};else _m "missing base64 or od";exit 1;fi;` +
	`if [ $_k = dir ];then _need tar;_z=0;_c(){ tar -cf - -C "$_p" .;};else _z=$({ wc -c <"$_p";} 2>/dev/null);_c(){ cat <"$_p";};fi;_need tee;` +
	`_o=$(ls -ldL -- "$_p" 2>/dev/null);_o=${_o%% *};_m "begin $_k $_w $_h ${_o:--} ${_z:-0}";` +
	`_e=$(exec 2>&1;{ { _c;_m "made $?" >&4;}|tee /dev/fd/3|_b >&4;} 3>&1|{ _x=$(_s);_m "sum $_x" >&4;});` +
	`_m "end $(printf %s "$_e"|_clip)"`

// settle finds out where a copy goes, $_p, and in which folder that is, $_q. A folder that is there takes it under its own name.
const settle = `case $_p in /*);;*)_p=$PWD/$_p;;esac;_y=;case $_p in */.)_p=${_p%.};;esac;case $_p in */)_y=1;;esac;` +
	`if [ -d "$_p" ];then _p=${_p%/}/$_b;elif [ -n "$_y" ]&&[ $_k = file ];then _m "folder $_p";exit 1;fi;while :;do case $_p in ?*/)_p=${_p%/};;*)break;;esac;done;` +
	`_q=${_p%/*};_q=${_q:-/};if [ ! -d "$_q" ];then _m "folder $_q";exit 1;fi;` +
	`if [ -d "$_p" ];then if [ $_k = file ];then _m "other $_p";exit 1;fi;elif [ -e "$_p" ]&&[ $_k = dir ];then _m "other $_p";exit 1;fi;` +
	`_old(){ if [ -e "$_p" ]||[ -L "$_p" ];then if [ $_f = no ];then _m "exists $_p";exit 1;fi;fi;};_old;`

// copyIn takes a file or the tar of a folder, says how that went and the checksum of what is there then, and puts it in its
// place when it is told that this is right. With force a folder takes in what is new, file by file. It makes nothing before
// it is told to go: who gives up before that leaves nothing, even if the script has no time to clear up.
const copyIn = `_n=$1 _p=$2 _b=$3 _k=$4 _o=$5 _f=$6;exec 4>&1;` + marking + need + clip + `stty -echo 2>/dev/null;` + summer + decoder + settle +
	`if [ $_k = dir ];then _need tar;_need tee;if [ -d "$_p" ];then _need find;fi;fi;_t=${_q%/}/.ecscope-$_n;_m "ready $_w $_h $_p";` +
	`read -r _v;[ "$_v" = go ]||exit 1;trap 'trap "" HUP INT TERM;rm -rf "$_t"' EXIT;trap 'exit 1' HUP INT TERM;` +
	`if [ $_k = dir ];then _e=$(mkdir -m 700 "$_t" 2>&1);else _e=$( (umask 077;: >"$_t") 2>&1);fi||` +
	`{ _m "denied $(printf %s "$_e"|_clip)";exit 1;};_m "open $_w";` +
	`if [ $_k = dir ];then _e=$(exec 2>&1;{ { _d;_m "got $?" >&4;}|tee /dev/fd/3|{ tar -xpf - -C "$_t";_m "took $?" >&4;cat >/dev/null;};} 3>&1|{ _x=$(_s);_m "sum $_x" >&4;});` +
	`else _e=$(exec 2>&1;_d >"$_t";_m "got $?" >&4);_x=$(_s <"$_t");_m "sum $_x";fi;` +
	`_m "end $(printf %s "$_e"|_clip)";read -r _v;if [ "$_v" != yes ];then rm -rf "$_t";_m "done no";exit 1;fi;_old;` +
	`_e=$(exec 2>&1;if [ $_k = file ];then chmod "$_o" "$_t"&&mv -f "$_t" "$_p";elif [ -d "$_p" ];then cd "$_t"&&` +
	`find . -type d -exec sh -c 'mkdir -p "$1/$2"' sh "$_p" {} \;&&` +
	`find . ! -type d -exec sh -c 'if [ -d "$1/$2" ];then echo "$2 is a folder there" >&2;else mv -f "$2" "$1/$2";fi' sh "$_p" {} \;;` +
	`else mv "$_t" "$_p";fi||echo "it cannot be put in its place");rm -rf "$_t";_m "done $(printf %s "$_e"|_clip)"`

// mode reads the mode as ls writes it: -rw-r--r--. One that cannot be read is 0644. Neither setuid nor its like is copied.
func mode(text string) fs.FileMode {
	if len(text) < 10 {
		return 0o644
	}
	var m fs.FileMode
	for i, x := range text[1:10] {
		m <<= 1
		if x != '-' && (i%3 < 2 || strings.ContainsRune("xst", x)) {
			m |= 1
		}
	}
	return m
}
