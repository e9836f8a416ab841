/** Two projects: fast specs beside the code and in test/, and the slow ones (child processes, browser). */
const shared = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  modulePathIgnorePatterns: ['<rootDir>/dist/']
}

export default {
  // For hanging alone: whoever shares a busy machine takes many times as long as on a quiet one.
  testTimeout: 120_000,
  // Modules of specs that have run stay in memory: a process that holds many collects garbage for seconds.
  maxWorkers: 2,
  workerIdleMemoryLimit: '1GB',
  projects: [
    {
      ...shared,
      displayName: 'specs',
      testMatch: ['<rootDir>/{apps,libs}/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', '/dist/', '\\.slow\\.spec\\.ts$']
    },
    { ...shared, displayName: 'slow', testMatch: ['<rootDir>/{apps,libs,test}/**/*.slow.spec.ts'] }
  ]
}
