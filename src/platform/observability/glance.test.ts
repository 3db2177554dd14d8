import { afterEach, describe, expect, it } from 'vitest';
import { createGlance } from './glance.ts';

let clockMs = 0;
const glance = createGlance(() => clockMs);
afterEach(() => glance.stop());

describe('the load at a glance', () => {
  it('is measured from the first look on', () => {
    glance.onReplied({ status: 200, durationMs: 5 });
    expect(glance.read()).toMatchObject({ requestsPerSecond: 0, p95Ms: null, failures: 0 });
    for (let i = 0; i < 95; i += 1) glance.onReplied({ status: 200, durationMs: 10 });
    for (let i = 0; i < 5; i += 1) glance.onReplied({ status: 503, durationMs: 1_000 });
    clockMs += 10_000;
    const { requestsPerSecond, p95Ms, failures, memoryBytes } = glance.read();
    expect([requestsPerSecond, failures]).toEqual([10, 5]);
    expect(p95Ms).toBeGreaterThanOrEqual(10);
    expect(p95Ms).toBeLessThan(11.1);
    expect(memoryBytes).toBeGreaterThan(1_000_000);
  });

  it('forgets what is older than a minute, and stops when nobody looks', () => {
    glance.read();
    glance.onReplied({ status: 200, durationMs: 10 });
    clockMs += 61_000;
    expect(glance.read()).toMatchObject({ requestsPerSecond: 0, p95Ms: null, seconds: 60 });
    clockMs += 301_000;
    glance.onReplied({ status: 200, durationMs: 10 });
    expect(glance.read()).toMatchObject({ seconds: 0, requestsPerSecond: 0 });
  });
});
