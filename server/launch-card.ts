import { text, type LaunchMessage } from './launch-messages.ts'

type SignIn = { name: string; email: string; password: string }

export type Card = {
  title: LaunchMessage
  rows: { label: LaunchMessage; value: string }[]
  customers: readonly SignIn[]
  /** The console asks for the code of their authenticator too, which its sign-in page shows in the test edition. */
  staff: readonly SignIn[]
}

const languages = ['zh-CN', 'en'] as const

/** What the finished start prints, in both languages: where everything is, how to sign in, how to stop. */
export function renderCard(card: Card): string {
  const blocks = languages.map(language => {
    const labels = card.rows.map(row => text(language, row.label))
    const column = Math.max(...labels.map(width), 0) + 2
    const rows = card.rows.map((row, index) => `  ${pad(labels[index] ?? '', column)}${row.value}`)
    return [
      text(language, card.title),
      '',
      ...rows,
      ...signInLines('demoCustomers', card.customers, language),
      ...signInLines('demoStaff', card.staff, language),
      '',
      text(language, 'stop'),
    ]
  })
  const rule = '─'.repeat(72)
  return ['', rule, ...blocks.flatMap(lines => [...lines, rule]), ''].join('\n')
}

function signInLines(
  heading: LaunchMessage,
  people: readonly SignIn[],
  language: (typeof languages)[number],
): string[] {
  if (people.length === 0) return []
  const names = Math.max(...people.map(({ name }) => width(name))) + 2
  const emails = Math.max(...people.map(({ email }) => width(email))) + 2
  const lines = people.map(
    ({ name, email, password }) =>
      `    ${pad(name, names)}${pad(email, emails)}${text(language, 'password')} ${password}`,
  )
  return ['', `  ${text(language, heading)}`, ...lines]
}

const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/g

/** A Chinese character takes two columns of a terminal. */
function width(value: string): number {
  return value.length + (value.match(wide)?.length ?? 0)
}

function pad(value: string, columns: number): string {
  return value + ' '.repeat(Math.max(columns - width(value), 0))
}
