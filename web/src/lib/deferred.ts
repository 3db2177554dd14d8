/** A promise that is settled from outside. (The oldest supported browsers lack `Promise.withResolvers`.) */
export interface Deferred<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
  readonly reject: (reason: unknown) => void;
}

const notYet = () => undefined;

export function deferred<Value>(): Deferred<Value> {
  let resolve: Deferred<Value>['resolve'] = notYet;
  let reject: Deferred<Value>['reject'] = notYet;
  const promise = new Promise<Value>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
