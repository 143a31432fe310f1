#!/usr/bin/env bash
# A wasm32-unknown-unknown target for machines whose rustup reaches no download server:
# Debian's compiler builds the standard library from Debian's source of it, once, and
# rustup gets to know that compiler as the toolchain "distro".
set -euo pipefail

target=wasm32-unknown-unknown
rustlib=/usr/lib/rustlib
lib=$rustlib/$target/lib

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Whether the compiler has a standard library that it can use: one that is there may be
# left from before the compiler was upgraded.
works() {
  [ -x /usr/bin/rustc ] && echo 'pub fn f() {}' | /usr/bin/rustc - --target "$target" \
    --crate-type lib --emit metadata --out-dir "$work" 2>/dev/null
}

if ! works; then
  sudo=(); [ "$(id -u)" = 0 ] || sudo=(sudo)
  "${sudo[@]}" apt-get update -qq
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
    --no-install-recommends rustc-web rust-web-clippy cargo-web rust-web-src lld-22

  # An empty crate: what counts is the standard library that cargo builds for it.
  mkdir "$work/src"
  echo '#![no_std]' >"$work/src/lib.rs"
  cat >"$work/Cargo.toml" <<'TOML'
[package]
name = "sysroot"
version = "0.0.0"
edition = "2021"

[profile.release]
opt-level = "s"
TOML

  # RUSTC_BOOTSTRAP allows -Zbuild-std on a stable compiler; without the bitcode, builds
  # with lto = true can't use the result. Nothing of the caller's toolchain may leak in.
  (
    cd "$work"
    env -u RUSTUP_TOOLCHAIN -u CARGO -u CARGO_TARGET_DIR -u LD_LIBRARY_PATH \
      RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes \
      /usr/bin/cargo build --release --target "$target" \
      -Zbuild-std=std,panic_abort,proc_macro,test
  )

  host=$(/usr/bin/rustc -vV | sed -n 's/^host: //p')
  built=$work/target/$target/release/deps
  rm -f "$built"/libsysroot*
  "${sudo[@]}" rm -rf "$lib"
  "${sudo[@]}" mkdir -p "$lib" "$rustlib/$host/bin"
  "${sudo[@]}" cp "$built"/lib*.rlib "$built"/lib*.rmeta "$lib/"
  "${sudo[@]}" ln -sf /usr/bin/lld-22 "$rustlib/$host/bin/rust-lld"
fi

rustup toolchain link distro /usr
