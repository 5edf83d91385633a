import type { Migrations } from '@flotilla/runtime';
import { spentQuotaMigration } from './001-spent-quota';

export const migrations: Migrations = { '001-spent-quota': spentQuotaMigration };
