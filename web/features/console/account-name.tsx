import { useTranslation } from 'react-i18next'

const families = [
  'available',
  'reserved',
  'suspense',
  'fx_position',
  'clearing',
  'safeguarding',
  'fees',
] as const

/** What an account of the ledger is for, e.g. `clearing:bank`: its family in words and, where there is one, of what. */
export function useAccountName(): (purpose: string) => string {
  const { t } = useTranslation()
  return purpose => {
    const [head = '', of] = purpose.split(':')
    const family = families.find(each => each === head)
    if (!family) return purpose
    const name = t(`console.finance.ledger.family.${family}`)
    return of === undefined ? name : `${name} · ${t(`console.finance.ledger.of.${of}`, { defaultValue: of })}`
  }
}

export function AccountName({ purpose }: { purpose: string }) {
  const nameOf = useAccountName()
  return (
    <span>
      <span className="font-medium">{nameOf(purpose)}</span>
      <span className="block font-mono text-xs text-muted">{purpose}</span>
    </span>
  )
}
