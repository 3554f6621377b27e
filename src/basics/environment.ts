/** The environment of the process. Only this file touches it, so that what depends on it can be found. */
export const environment: Readonly<Record<string, string | undefined>> = process.env
