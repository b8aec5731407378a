/** What is answered within the limit, or undefined; the question itself goes on. */
export const within = async <Answer>(limitMs: number, answer: Promise<Answer>): Promise<Answer | undefined> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), limitMs)
  })
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}
