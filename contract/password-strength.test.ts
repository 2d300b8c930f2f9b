import * as common from '@zxcvbn-ts/language-common'
import { describe, expect, test } from 'vitest'
import { loadPasswordJudge, ownWords } from './password-strength.ts'

const judge = await loadPasswordJudge()
const nobody = { name: '', email: '', phone: '' }
const alice = { name: 'Alice van Dyke', email: 'alice.vd1988@mail.example.com', phone: '+86 138 0000 1234' }

describe('easily guessed', () => {
  test.each([
    ['password', 'topTen'],
    ['Password1!', 'similarToCommon'],
    ['zxcvbnm,./', 'straightRow'],
    ['abcdefghij', 'sequences'],
    ['aaaaaaaaaaaa', 'simpleRepeat'],
    ['woaini1314', 'topTen'],
    ['ｐａｓｓｗｏｒｄ', 'topTen'],
  ])('%s: %s', (password, warning) => {
    expect(judge(password, nobody)).toMatchObject({ strong: false, warning })
  })
})

describe('breached', () => {
  /** What people chose most in published breaches, kept up to date by zxcvbn-ts; short ones are refused anyway. */
  const list = common.dictionary['passwords-common'].map(String).filter(password => password.length >= 8)

  test('the offline list is there', () => {
    expect(list.length).toBeGreaterThan(15_000)
    expect(list).toEqual(expect.arrayContaining(['password1', 'iloveyou', '1qaz2wsx', '3rjs1la7qe']))
  })

  test('each of its passwords is refused, also with a capital and a digit behind it', () => {
    // Every tenth: the judge takes a millisecond for each.
    const some = list.filter((_, index) => index % 10 === 0)
    expect(some.filter(password => judge(password, nobody).strong)).toEqual([])
    const disguised = some
      .filter((_, index) => index % 5 === 0)
      .map(password => `${password.charAt(0).toUpperCase()}${password.slice(1)}1`)
    const strong = disguised.filter(password => judge(password, nobody).strong)
    expect(strong.length / disguised.length).toBeLessThan(0.02)
  })
})

describe('close to what we know of the person', () => {
  test.each([
    'alice.vd1988@mail.example.com',
    'alice.vd1988',
    'AliceVanDyke1',
    'ekyDnavecilA',
    '13800001234',
    'okpay-alice',
    'alice-0000-1234',
    'Dyke van ALICE',
    'OKPay2026!',
  ])('%s', password => {
    expect(judge(password, alice).strong).toBe(false)
  })

  test('which is no reason to refuse it to somebody else', () => {
    expect(judge('quokkaPerth77', { ...nobody, name: 'Quokka Perth' }).strong).toBe(false)
    expect(judge('quokkaPerth77', alice).strong).toBe(true)
  })
})

test.each([
  'correct horse battery staple',
  'kT9#vbQ2x',
  '密码很长而且没有人会猜到它哦',
  'purple-otter-42',
  '🦊🪁🎻🧊🌋🛶🪆🧵',
])('%s is strong, without any puzzle of capitals and digits', password => {
  expect(judge(password, alice)).toMatchObject({ strong: true, warning: null })
})

test('the own words are whole, in parts, and with the number as it is dialled', () => {
  const words = ownWords({ name: '王 小明', email: 'Xiao.Ming88@corp.example', phone: '+86 138 0000 1234' })
  expect(words).toEqual(
    expect.arrayContaining(['okpay', '王小明', '小明', 'xiao.ming88', 'xiao', 'ming', 'ming88']),
  )
  expect(words).toEqual(expect.arrayContaining(['corp', '8613800001234', '13800001234', '1234', '00001234']))
  expect(words).not.toContain('example')
})

test('a password made to keep the judge busy is judged by its beginning', () => {
  const malicious = [
    '4@8({[<36!1|/0$5+7%2'.repeat(7),
    '1/1/2001'.repeat(16),
    'p4ssw0rd'.repeat(16),
    Array.from({ length: 128 }, (_, index) => '4@83!1$5+70'.charAt((index * 7) % 11)).join(''),
    `${'a'.repeat(32)}kT9#vbQ2x purple-otter`,
  ]
  for (const password of malicious)
    expect(judge(password, nobody)).toEqual(judge(password.slice(0, 32), nobody))
})
