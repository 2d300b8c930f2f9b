import { useTranslation } from 'react-i18next'
import type { BankFile } from './finance-queries.ts'

const kinds = {
  'pain.001': 'pain001',
  'pain.002': 'pain002',
  'camt.029': 'camt029',
  'camt.053': 'camt053',
  'camt.054': 'camt054',
  'camt.056': 'camt056',
} as const

function isKnownKind(kind: string): kind is keyof typeof kinds {
  return Object.hasOwn(kinds, kind)
}

/** What kind of message it is, in words and by the name the standard gives it. */
export function FileKind({ of: { kind } }: { of: BankFile }) {
  const { t } = useTranslation()
  if (kind === null) return t('console.finance.files.unread')
  if (!isKnownKind(kind)) return kind
  return (
    <span>
      {t(`console.finance.files.kinds.${kinds[kind]}`)}
      <span className="block text-xs text-muted">{kind}</span>
    </span>
  )
}
