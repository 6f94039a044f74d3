// SPDX-License-Identifier: MIT
// outset: weight initializers for Eigen
// face.cpp's functions for JavaScript: texts in, JSON and numbers out. A copy of numbers is given, because
// memory that grows leaves views of it empty.
"use strict";

class Library {
  // bytes: a build of face.cpp
  static async load(bytes) {
    const library = new Library();
    const none = () => 0;
    const {instance} = await WebAssembly.instantiate(bytes, {
      env: {playground_throw: (text) => { throw new Error(library.text(text)); }},
      // Never needed: there are no files.
      wasi_snapshot_preview1: {fd_close: none, fd_seek: none, fd_write: none,
                               proc_exit: () => { throw new Error("the library has stopped"); }},
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
