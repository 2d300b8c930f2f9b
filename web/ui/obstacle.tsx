import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Alert } from './alert.tsx'
import { buttonClass } from './button-class.ts'
import { LimitsLink } from './limits-link.tsx'

type Obstacle = { code: string; title: string; detail: string; next_step: string }

/** Why it would not go through right now, in the server's words, and what would help. */
export function ObstacleNotice({ obstacle }: { obstacle: Obstacle }) {
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
        ) : obstacle.code === 'limit_exceeded' ? (
          <LimitsLink />
        ) : null
      }
    >
      {obstacle.detail}
    </Alert>
  )
}
