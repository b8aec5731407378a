import { expect, it } from 'vitest'
import { type Answer, verdictOf, visitAll, wordsOf } from './visits.js'

it('asks for each address once, a few at a time, and says what each answers', async () => {
  let [now, most] = [0, 0]
  const visited: string[] = []
  const visit = async (url: string): Promise<Answer> => {
    visited.push(url)
    most = Math.max(most, (now += 1))
    await Promise.resolve()
    now -= 1
    return { status: Number(url) }
  }
  const urls = Array.from({ length: 50 }, (_, index) => String(200 + index))

  const answers = await visitAll([...urls, ...urls], visit)

  expect(visited).toEqual(urls)
  expect([...answers]).toEqual(urls.map((url) => [url, { status: Number(url) }]))
  expect(most).toBe(8)
})

it.each<readonly [Answer, string, string]>([
  [{ status: 200 }, 'fine', 'answers 200'],
  [{ status: 304 }, 'failing', 'answers 304'],
  [{ status: 401 }, 'login', 'answers 401'],
  [{ status: 403 }, 'login', 'answers 403'],
  [{ status: 404 }, 'failing', 'answers 404'],
  [{ status: 503 }, 'failing', 'answers 503'],
  [{ failure: 'ENOTFOUND' }, 'failing', 'gives no answer: ENOTFOUND'],
])('%j is %s, told as: %s', (answer, verdict, words) => {
  expect([verdictOf(answer), wordsOf(answer)]).toEqual([verdict, words])
})
