import { createHook } from 'node:async_hooks';

// V8 forgets the shape of the records that Node.js keeps of `process.nextTick` when it collects
// garbage while there is none, and from then on makes each of them, several a request, in a slow way.
// So one of them is kept.
let record: object | undefined;

const hook = createHook({
  init(_id, _type, _trigger, resource) {
    record = resource;
  },
});
hook.enable();
process.nextTick(() => record);
hook.disable();
