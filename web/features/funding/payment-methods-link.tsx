import { Link } from '@tanstack/react-router'
import { ChevronRight, WalletCards } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { List, RowContent, rowClass } from '../../ui/list.tsx'

/** The way to the payment methods from the profile. */
export function PaymentMethodsLink() {
  const { t } = useTranslation()
  return (
    <List>
      <li>
        <Link to="/app/payment-methods" className={rowClass}>
          <RowContent
            icon={<WalletCards />}
            title={t('paymentMethods.title')}
            detail={t('paymentMethods.intro')}
          />
          <ChevronRight aria-hidden className="size-4.5 shrink-0 text-muted rtl:-scale-x-100" />
        </Link>
      </li>
    </List>
  )
}
