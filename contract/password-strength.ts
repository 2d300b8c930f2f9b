/**
 * How strong a password must be, judged alike in the browser while it is typed and on the server when it counts.
 * The library and its dictionaries (about 1.5 MB) are loaded only when the judge is asked for.
 */

/** What a person has told us: none of it may carry a password. */
export type OwnData = { name: string; email: string; phone: string }

/** What zxcvbn says is wrong, as keys for messages. */
export type PasswordWarning =
  | 'straightRow'
  | 'keyPattern'
  | 'simpleRepeat'
  | 'extendedRepeat'
  | 'sequences'
  | 'recentYears'
  | 'dates'
  | 'topTen'
  | 'topHundred'
  | 'common'
  | 'similarToCommon'
  | 'wordByItself'
  | 'namesByThemselves'
  | 'commonNames'
  | 'userInputs'

export type PasswordVerdict = {
  /** zxcvbn's scale: 0 and 1 fall at once, 2 to a patient guesser, 3 withstands 10^8 guesses, 4 withstands 10^10. */
  score: 0 | 1 | 2 | 3 | 4
  strong: boolean
  /** What makes it weak, for a sentence in the person's language; null when nothing in particular does. */
  warning: PasswordWarning | null
}

export type PasswordJudge = (password: string, own: OwnData) => PasswordVerdict

/** security.md: a score of at least 3. */
const strongScore = 3

/**
 * Characters that are judged. The work grows with the square of the length: 128 characters chosen with malice
 * take 4 s of the server, 32 at most 20 ms. A long password whose first 32 characters are weak is refused.
 */
const judgedLength = 32
const l33tMaxSubstitutions = 10

/**
 * What Chinese customers choose most, from published breach statistics; the library's lists know only the
 * digits among them. Pinyin of "I love you", lucky and homophone numbers, keyboard walks, places, greetings.
 */
const commonInChina = [
  'woaini',
  'woaini1314',
  'woaini520',
  'woaini521',
  'woaini123',
  '5201314',
  '1314520',
  '520520',
  '5211314',
  '7758521',
  '7758258',
  '147258369',
  '147258',
  '1472583690',
  '112233',
  '123321',
  '168168',
  '888888',
  '666666',
  '518518',
  '110110',
  '100200',
  'zxcvbnm',
  'qq123456',
  'a123456',
  'a123456789',
  'asd123',
  'q123456',
  'aa123456',
  'abc123456',
  'wang123',
  'wangyut2',
  'wojiushiwo',
  'woshishui',
  'woshini',
  'woaiwojia',
  'woaiziji',
  'aini1314',
  'aiwoba',
  'nihao',
  'nihao123',
  'tiantian',
  'baobao',
  'baobei',
  'laopo',
  'laogong',
  'xiaoxiao',
  'mingming',
  'beijing',
  'shanghai',
  'guangzhou',
  'shenzhen',
  'zhongguo',
  'zhangwei',
  'wangwei',
  'wangfang',
  'liwei',
  'lina',
  'zhangmin',
  'zhifubao',
  'weixin',
  'taobao',
  'jiayou',
  'kuaile',
  'pengyou',
  'meiyou',
  'mima',
  'wodemima',
] as const

/** Loads library and dictionaries and answers the judge; call it once and keep the promise. */
export async function loadPasswordJudge(): Promise<PasswordJudge> {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ])
  const zxcvbn = new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary, 'passwords-zh': [...commonInChina] },
    graphs: common.adjacencyGraphs,
    maxLength: judgedLength,
    l33tMaxSubstitutions,
  })
  const check = (text: string, words: string[]): PasswordVerdict => {
    const { score, feedback } = zxcvbn.check(text, words)
    return {
      score,
      strong: score >= strongScore,
      warning: isWarning(feedback.warning) ? feedback.warning : null,
    }
  }
  return (password, own) => {
    // Full-width letters of a Chinese keyboard are the same guess as plain ones, and are hashed as such.
    const text = password.normalize('NFKC')
    const words = ownWords(own)
    const whole = check(text, words)
    // Two of one's own words in a row pass as strong, because zxcvbn knows only how rare each of its lists is.
    const rest = without(text, words)
    if (!whole.strong || rest === text || check(rest, words).strong) return whole
    return { score: 2, strong: false, warning: 'userInputs' }
  }
}

/** What remains of a password when everything that is known of the person is taken out of it. */
function without(text: string, words: readonly string[]): string {
  const longestFirst = words.toSorted((a, b) => b.length - a.length)
  return longestFirst.reduce((rest, word) => rest.replaceAll(word, ''), text.toLowerCase())
}

const warnings: Record<PasswordWarning, true> = {
  straightRow: true,
  keyPattern: true,
  simpleRepeat: true,
  extendedRepeat: true,
  sequences: true,
  recentYears: true,
  dates: true,
  topTen: true,
  topHundred: true,
  common: true,
  similarToCommon: true,
  wordByItself: true,
  namesByThemselves: true,
  commonNames: true,
  userInputs: true,
}

function isWarning(text: string | null): text is PasswordWarning {
  return text !== null && Object.hasOwn(warnings, text)
}

/** Everything somebody who knows the person a little would try first. */
export function ownWords({ name, email, phone }: OwnData): string[] {
  const [local = '', domain = ''] = email.normalize('NFKC').toLowerCase().split('@')
  const foldedName = name.normalize('NFKC').toLowerCase()
  const digits = phone.normalize('NFKC').replaceAll(/[^0-9]/g, '')
  const words = new Set([
    'okpay',
    foldedName,
    foldedName.replaceAll(/\s/g, ''),
    ...foldedName.split(/[^\p{L}\p{N}]+/u),
    `${local}@${domain}`,
    local,
    ...local.split(/[^\p{L}\p{N}]+/u),
    // To everybody who guesses, `liming1988` is a name and a year.
    ...local.split(/[^\p{L}]+/u),
    ...domain.split('.').slice(0, -1),
    // The country code has one to three digits, and people remember the end of their number.
    ...[0, 1, 2, 3].map(skipped => digits.slice(skipped)),
    ...[4, 6, 8].map(kept => digits.slice(-kept)),
  ])
  return [...words].filter(word => word.length >= 3 || /^\p{Lo}{2}$/u.test(word))
}
