/** What a sandbox is to do wrong; see its README. */
export type Rule = Readonly<Record<string, unknown>>

export const setRules = async (sandboxUrl: string, rules: readonly Rule[], kind: 'faults' | 'imports' = 'faults') => {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${sandboxUrl}/_sandbox/${kind}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(rules),
  })
  if (!response.ok) throw new Error(`the sandbox answered ${response.status}: ${await response.text()}`)
}
