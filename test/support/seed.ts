import { configureGlobal } from 'fast-check'

/**
 * Loaded by `npm test`, so that properties draw the same values on every machine. Without it, each run draws others.
 */
configureGlobal({ seed: Number(process.env.ANLAM_SEED ?? 1) })
