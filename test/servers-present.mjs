/** Ends a run of tests against real servers before it begins, where nobody said which servers. */
export const setup = () => {
  const missing = ['RABBITMQ_URL', 'POSTGRES_URL', 'REDIS_URL'].filter((name) => !process.env[name])
  if (missing.length === 0) return
  throw new Error(`${missing.join(', ')} not set. npm test starts servers and sets them: npm test -- <file>`)
}
