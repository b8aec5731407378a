import type { OptOuts } from './facts.js'

const line = /^concord_status\{([^}]*)\} (\S+)$/gm
const label = /(\w+)="([^"]*)"/g

/** What the metrics of consent-guard say of opt-outs, by account; undefined where these are the metrics of somebody else. */
export const optOutsIn = (metrics: string): readonly OptOuts[] | undefined => {
  const figures = [...metrics.matchAll(line)].flatMap(([, labels = '', value]) => {
    const {
      service,
      account = '',
      what,
    } = Object.fromEntries([...labels.matchAll(label)].map(([, name = '', text = '']) => [name, text]))
    return service === 'consent-guard' && account !== '' ? [{ account, what, value: Number(value) }] : []
  })
  const accounts = [...new Set(figures.map(({ account }) => account))].toSorted()
  if (accounts.length === 0) return undefined
  return accounts.map((account) => {
    const valueOf = (what: string) =>
      figures.find((figure) => figure.account === account && figure.what === what)?.value ?? 0
    return { account, learned: valueOf('optOutsLearned'), worstSeconds: valueOf('worstOptOutLagSeconds') }
  })
}
