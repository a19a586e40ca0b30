# SPDX-License-Identifier: ISC
# What a newcomer waits for: from `mirage new hello` to an image, with the libraries built before. The
# peer of configuring and building is the time that may be taken for both, 3 s; of an incremental
# build it is a bare compile of one C file and a static link with link-time optimisation, which
# reads one object where ours reads some eighty. Building the libraries, once for all unikernels, has a
# limit of its own.

hello_folder() {
    rm -rf "$work/hello"
    (cd "$work" && "$mirage" new hello) >/dev/null
}
configure_hello() { (cd "$work/hello" && "$mirage" configure -t unix); }
build_hello() { (cd "$work/hello" && make); }
depends_and_build() { (cd "$work/hello" && make depends && make); }
touch_and_build() { (cd "$work/hello" && touch unikernel.c && make); }
compile_and_link() { gcc -O2 -flto -static "$work/plain.c" -o "$work/plain"; }

if wanted 'configure hello' || wanted 'build hello' || wanted 'incremental build hello'; then
    echo '#include <stdio.h>
int main(void) { puts("hello"); }' >"$work/plain.c"
    hello_folder
    configure_hello >/dev/null
    (cd "$work/hello" && make depends && make) >/dev/null
    : >"$work/c"; : >"$work/b"; : >"$work/i"; : >"$work/p"
    for _ in $(seq $rounds); do
        hello_folder
        c=$(seconds configure_hello)
        b=$(seconds build_hello)
        echo "$c" >>"$work/c"
        echo "$c $b" | awk '{ print $1 + $2 }' >>"$work/b"
        seconds touch_and_build >>"$work/i"
        seconds compile_and_link >>"$work/p"
    done
    rm -rf "$work/cache"
    hello_folder
    configure_hello >/dev/null
    row 'build hello and all its libraries (20 s)' \
        "$(MIRAGE_CACHE=$work/cache seconds depends_and_build)" 20 s 1 less
    row 'configure hello (3 s for all)' "$(median <"$work/c")" 3 s 1 less
    row 'configure and build hello (3 s)' "$(median <"$work/b")" 3 s 1 less
    row 'incremental build hello (gcc, one file)' "$(median <"$work/i")" "$(median <"$work/p")" s 0.05 less
fi
