import { writeSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/**
 * Prints the last line of a run. A file that does not load counts as a failure. Tests that passed at the second try are
 * listed before it.
 */
export default class LastLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0;
    let failed = errors.length;
    const flaky: string[] = [];
    for (const module of modules) {
      if (module.errors().length > 0) failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed += 1;
        else failed += 1;
        if (test.diagnostic()?.flaky) flaky.push(`flaky: ${module.relativeModuleId}: ${test.fullName}\n`);
      }
    }
    process.on('exit', () => writeSync(1, `${flaky.join('')}${passed} passed, ${failed} failed\n`));
  }
}
