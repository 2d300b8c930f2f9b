import { Link } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { buttonClass } from '../../ui/button-class.ts'
import { EmptyState } from '../../ui/layout.tsx'
import { usePageTitle } from '../../ui/page-title.ts'
import { Alone } from '../root.tsx'

export function NotFoundPage() {
  const { t } = useTranslation()
  usePageTitle(t('ui.notFoundTitle'))
  return (
    <Alone>
      <EmptyState
        icon={<Compass />}
        title={t('ui.notFoundTitle')}
        heading="h1"
        action={
          <Link to="/" className={buttonClass()}>
            {t('ui.home')}
          </Link>
        }
      >
        {t('ui.notFoundText')}
      </EmptyState>
    </Alone>
  )
}
