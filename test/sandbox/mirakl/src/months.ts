/** The same day so many months later, or earlier, at the same time of day in UTC; the last day where there is none such. */
export const monthsAfter = (at: number, months: number): number => {
  const then = new Date(at)
  then.setUTCMonth(then.getUTCMonth() + months)
  if (then.getUTCDate() !== new Date(at).getUTCDate()) then.setUTCDate(0)
  return then.getTime()
}
