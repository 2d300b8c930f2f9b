import { useTranslation } from 'react-i18next'

/** What a payer wrote; that they wrote nothing does not look like something they wrote. */
export function Written({ reference }: { reference: string }) {
  const { t } = useTranslation()
  return reference === '' ? (
    <span className="text-muted italic">{t('console.finance.suspense.nothing')}</span>
  ) : (
    <span className="wrap-anywhere">{reference}</span>
  )
}
