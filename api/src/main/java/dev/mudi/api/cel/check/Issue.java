package dev.mudi.api.cel.check;

/**
 * One thing that is wrong with an expression.
 *
 * @param line the line, from 1
 * @param column the column, from 0, in code points
 * @param message what is wrong
 */
record Issue(int line, int column, String message) {}
