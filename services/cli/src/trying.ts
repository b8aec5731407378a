import { fault, type Finding, warning } from './finding.js'

/** Where something is set, to be named in a remedy. */
export interface Asked {
  readonly subject: string
  readonly what: string
  /** Like `MIRAKL_NORTH_KEY`. */
  readonly variables: string
}

export type Tried<T> = { readonly value: T } | { readonly finding: Finding }

/** What is found, or what keeps it from being found as a finding with its remedy. Our own bugs stay what they are. */
export const trying = async <T>(asked: Asked, ask: () => Promise<T>): Promise<Tried<T>> => {
  try {
    return { value: await ask() }
  } catch (failure) {
    if (failure instanceof Error && 'code' in failure && typeof failure.code === 'string')
      return { finding: findingOf(asked, failure.code, failure.message) }
    throw failure
  }
}

const findingOf = ({ subject, what, variables }: Asked, code: string, message: string): Finding => {
  const told = `${what}: ${message}`
  if (/rate-limited|quota-exceeded/.test(code))
    return warning(subject, told, 'The allowance is used up, so this was not looked at; run the check again later.')
  if (code.endsWith('credentials-refused'))
    return fault(subject, told, `Check ${variables}: unknown, expired, or without the right to do this.`)
  if (code.endsWith('request-refused')) return fault(subject, told, `Check ${variables}: something else answers there.`)
  return fault(subject, told, `Check ${variables} and the way there; if it is right, try again later.`)
}
