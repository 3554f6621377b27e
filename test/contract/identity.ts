/** What the indexes of the contract tests are for. */
export const DIMENSION = 16
export const IDENTITY = { model: 'test', fingerprint: 'a'.repeat(64), dimension: DIMENSION }
