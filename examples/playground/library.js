// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
// face.cpp's functions for JavaScript: texts in, JSON and numbers out. A copy of numbers is given, because
// memory that grows leaves views of it empty.
"use strict";

// The smallest module with vector instructions: valid where the browser has them.
const VECTORS = [0,97,115,109,1,0,0,0,1,5,1,96,0,1,123,3,2,1,0,10,10,1,8,0,65,0,253,15,253,98,11];
const hasVectors = () => WebAssembly.validate(new Uint8Array(VECTORS));

class Library {
  // bytes: a build of face.cpp
  static async load(bytes) {
    const library = new Library();
    const none = () => 0;
    const {instance} = await WebAssembly.instantiate(bytes, {
      env: {playground_throw: (text) => { throw new Error(library.text(text)); }},
      // Never needed: there are no files, and no environment.
      wasi_snapshot_preview1: {environ_get: none, environ_sizes_get: none, fd_close: none, fd_seek: none,
                               fd_write: none, proc_exit: () => { throw new Error("the library has stopped"); }},
    });
    library.exports = instance.exports;
    instance.exports._initialize();
    return library;
  }
  text(at) {
    const bytes = new Uint8Array(this.exports.memory.buffer);
    return new TextDecoder().decode(bytes.slice(at, bytes.indexOf(0, at)));
  }
  // Calls a function. What an error leaves on the stack is given back.
  call(name, ...numbers) {
    const top = this.exports.__stack_pointer.value;
    try {
      return this.exports[name](...numbers);
    } catch (error) {
      this.exports.__stack_pointer.value = top;
      throw error;
    }
  }
  json(name, ...numbers) { return JSON.parse(this.text(this.call(name, ...numbers))); }
  floats(count, name, ...numbers) {
    const at = this.call(name, ...numbers);
    return new Float32Array(this.exports.memory.buffer, at, count).slice();
  }
  send(bytes) {
    const at = this.call("inbox_of", bytes.length);
    new Uint8Array(this.exports.memory.buffer).set(bytes, at);
  }
  sendText(text) { this.send(new TextEncoder().encode(text)); }
}
