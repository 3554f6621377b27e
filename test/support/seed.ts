import { configureGlobal } from 'fast-check'

/** Under `npm test` properties draw the same values on every machine; a test file run by hand draws others. */
configureGlobal({ seed: Number(process.env.ANLAM_SEED ?? 1) })
