import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Alert } from '../../ui/alert.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import type { TransferPreview } from './queries.ts'

/** Why it would not go through right now, in the server's words, and what would help. */
export function Obstacle({ obstacle }: { obstacle: NonNullable<TransferPreview['obstacle']> }) {
  const { t } = useTranslation()
  return (
    <Alert
      live
      tone="bad"
      title={obstacle.title}
      action={
        obstacle.next_step === 'add_money' ? (
          <Link to="/app/add-money" className={buttonClass({ variant: 'secondary', size: 'sm' })}>
            {t('ui.places.addMoney')}
          </Link>
        ) : null
      }
    >
      {obstacle.detail}
    </Alert>
  )
}
