/** Money is whole cents until it is written. */
export const toAmount = (cents: number): number => cents / 100

export const total = (cents: readonly number[]): number => cents.reduce((sum, each) => sum + each, 0)

export const shareOf = (cents: number, share: number): number => Math.round(cents * share)

export type TaxMode = 'TAX_INCLUDED' | 'TAX_EXCLUDED'

/** The tax on a price that includes it, or does not. */
export const taxOn = (cents: number, rate: number, mode: TaxMode): number =>
  mode === 'TAX_INCLUDED' ? cents - Math.round(cents / (1 + rate / 100)) : Math.round((cents * rate) / 100)
