import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { createGroupCommit, type GroupLimits } from './group-commit.js'

class Bad extends Error {}
class Away extends Error {}
class Refused extends Error {}

describe('a group commit', () => {
  let groups: string[][]
  let stored: string[]
  let isAway: boolean
  /** Ends the commit under way, once. */
  let finish: () => void
  let isHeld: boolean
  beforeEach(() => {
    groups = []
    stored = []
    isAway = false
    isHeld = false
    finish = () => undefined
  })

  const open = (limits: GroupLimits = { perCommit: 100, waitingWeight: 1_000, waitingPosts: 1_000 }) =>
    createGroupCommit<string, string>({
      commit: async (posts) => {
        groups.push([...posts])
        if (isHeld)
          await new Promise<void>((resolve) => {
            finish = resolve
          })
        if (isAway) throw new Away()
        if (posts.some((post) => post.startsWith('bad'))) throw new Bad()
        stored.push(...posts)
        return posts.map((post) => `receipt of ${post}`)
      },
      isDueToOne: (failure) => failure instanceof Bad,
      weightOf: (post) => post.length,
      bytesOf: (post) => 10 * post.length,
      limits,
      refusal: () => new Refused(),
    })

  it('commits what comes alone at once', async () => {
    expect(await open()('a')).toBe('receipt of a')
    expect(groups).toEqual([['a']])
  })

  it('lets what comes while a commit is under way share the next one, each with its own receipt', async () => {
    const commit = open()
    const receipts = await Promise.all(['a', 'b', 'c'].map(commit))

    expect(receipts).toEqual(['receipt of a', 'receipt of b', 'receipt of c'])
    expect(groups).toEqual([['a'], ['b', 'c']])
  })

  it('answers nobody before the commit', async () => {
    isHeld = true
    const answered: string[] = []
    const answer = open()('a').then((receipt) => answered.push(receipt))
    await Promise.resolve()
    expect(answered).toEqual([])

    finish()
    await answer
    expect(answered).toEqual(['receipt of a'])
  })

  it('fills a commit up to its weight, and lets what is heavier go alone', async () => {
    const commit = open({ perCommit: 4, waitingWeight: 1_000, waitingPosts: 1_000 })
    await Promise.all(['a', 'bb', 'cc', 'd', 'eeeeee', 'f'].map(commit))

    expect(groups).toEqual([['a'], ['bb', 'cc'], ['d'], ['eeeeee'], ['f']])
  })

  it('fills a commit up to its bytes as well, whatever its weight', async () => {
    const commit = open({ perCommit: 100, waitingWeight: 1_000, waitingPosts: 1_000, bytesPerCommit: 40 })
    await Promise.all(['a', 'bb', 'cc', 'd', 'eeeeee', 'f'].map(commit))

    expect(groups).toEqual([['a'], ['bb', 'cc'], ['d'], ['eeeeee'], ['f']])
  })

  it('stores the neighbours of a post that fails, in their order', async () => {
    const commit = open()
    const answers = await Promise.allSettled(['a', 'b', 'bad', 'c', 'd'].map(commit))

    expect(answers.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ])
    expect(stored).toEqual(['a', 'b', 'c', 'd'])
  })

  it('does not try the posts of a group one by one while nothing can be stored', async () => {
    isAway = true
    const answers = await Promise.allSettled(['a', 'b', 'c', 'd'].map(open()))

    expect(answers.map((answer) => answer.status === 'rejected' && answer.reason instanceof Away)).toEqual([
      true,
      true,
      true,
      true,
    ])
    expect(groups).toHaveLength(2)
  })

  it('goes on after a failure', async () => {
    const commit = open()
    await expect(commit('bad')).rejects.toThrow(Bad)

    expect(await commit('a')).toBe('receipt of a')
  })

  it.each<[string, GroupLimits, string[]]>([
    ['too many posts wait', { perCommit: 100, waitingWeight: 1_000, waitingPosts: 2 }, ['b', 'c', 'd']],
    ['they weigh too much', { perCommit: 100, waitingWeight: 4, waitingPosts: 1_000 }, ['bb', 'cc', 'd']],
    [
      'they fill the memory',
      { perCommit: 100, waitingWeight: 1_000, waitingPosts: 1_000, waitingBytes: 40 },
      ['bb', 'cc', 'd'],
    ],
  ])('refuses at once when %s, and takes posts again later', async (_what, limits, later) => {
    isHeld = true
    const commit = open(limits)
    const held = commit('a')
    const waiting = later.map((post) => commit(post).catch((failure: unknown) => failure))
    expect(await waiting[2]).toBeInstanceOf(Refused)

    isHeld = false
    finish()
    await Promise.all([held, ...waiting])
    expect(stored).toEqual(['a', ...later.slice(0, 2)])
    expect(await commit('e')).toBe('receipt of e')
  })

  it('gives whatever comes in whatever groups its own answer, once, and keeps the order', async () => {
    const post = fc.constantFrom('a', 'bb', 'ccc', 'bad', 'bad bad')
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(post, { maxLength: 12 }), { maxLength: 6 }), async (bursts) => {
        stored = []
        const commit = open({ perCommit: 7, waitingWeight: 1_000, waitingPosts: 1_000 })
        const answers: Promise<boolean>[] = []
        for (const burst of bursts) {
          for (const one of burst)
            answers.push(
              commit(one).then(
                (receipt) => receipt === `receipt of ${one}`,
                () => one.startsWith('bad'),
              ),
            )
          await Promise.resolve()
        }

        expect(await Promise.all(answers)).toEqual(bursts.flat().map(() => true))
        expect(stored).toEqual(bursts.flat().filter((one) => !one.startsWith('bad')))
      }),
    )
  })
})
