import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { buttonClass } from './button-class.ts'

/** Where one sees how much is left, when it begins anew, and what raises it. */
export function LimitsLink() {
  const { t } = useTranslation()
  return (
    <Link to="/app/limits" className={buttonClass({ variant: 'secondary', size: 'sm' })}>
      {t('prices.limits.ownTitle')}
    </Link>
  )
}
