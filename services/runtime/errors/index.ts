/** One catalogue of everything that can go wrong with a request, and how clients are told. */
export { catalogue, type ProblemCode, typeOf } from './catalogue';
export { type FieldError, Problem, type ProblemOptions, problemOf } from './problem';
export { type ProblemBody, problemMediaType, toProblemBody } from './problem-body';
