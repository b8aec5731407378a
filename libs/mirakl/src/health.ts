import type { Http } from './http.js'

/** V01: whether Mirakl answers at this address. What it says of its version is not documented, and not read. */
export const checkHealth = ({ check }: Pick<Http, 'check'>): Promise<void> => check('V01', '/api/version')
