import Big from 'big.js'

/** An exact amount as text, like `15.6`: never an IEEE sum. */
export type Decimal = string

export const sum = (amounts: readonly Decimal[]): Decimal =>
  amounts.reduce((total, amount) => total.plus(amount), new Big(0)).toFixed()

export const minus = (from: Decimal, amount: Decimal): Decimal => new Big(from).minus(amount).toFixed()

/** The mean with two decimals, half to even; 0 of nothing. */
export const mean = (total: Decimal, count: number): Decimal =>
  count === 0 ? '0' : new Big(total).div(count).round(2, Big.roundHalfEven).toFixed()

export const compare = (left: Decimal, right: Decimal): -1 | 0 | 1 => new Big(left).cmp(right)

/** For JSON consumers that want a number; exact up to 15 significant digits. */
export const toNumber = (amount: Decimal): number => new Big(amount).toNumber()

/** What part of a whole is, between 0 and 1 with four decimals, half to even; undefined of nothing. */
export const share = (part: number, whole: number): Decimal | undefined =>
  whole === 0 ? undefined : new Big(part).div(whole).round(4, Big.roundHalfEven).toFixed()
