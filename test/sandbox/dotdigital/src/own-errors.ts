/** Says on stderr that the sandbox itself is wrong: whoever called it is not told, and could do nothing about it. */
export const reportOwnError = (where: string, failure: unknown): void => {
  const told = failure instanceof Error ? (failure.stack ?? failure.message) : String(failure)
  process.stderr.write(`${JSON.stringify({ message: 'the sandbox failed', where, failure: told })}\n`)
}
