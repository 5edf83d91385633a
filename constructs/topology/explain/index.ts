/** "May this service do that, and why", answered over all layers. */
export { explain, QuestionError } from './explain';
export type {
  BrokerGrant,
  EdgeExplanation,
  Explanation,
  MissingLine,
  NetworkRule,
  Scaler,
  ScalerTrigger,
  SideNote,
} from './explanation';
export { explanationText } from './text';
