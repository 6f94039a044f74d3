// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
//
// Runs a WebAssembly program under node: node --no-warnings wasi.mjs FILE.wasm [ARGUMENT...]

import { readFileSync } from 'node:fs';
import { WASI } from 'node:wasi';

const args = process.argv.slice(2);
const wasi = new WASI({ version: 'preview1', args, env: process.env, returnOnExit: true });
const program = await WebAssembly.compile(readFileSync(args[0]));
const instance = await WebAssembly.instantiate(program, wasi.getImportObject());
process.exitCode = wasi.start(instance);
