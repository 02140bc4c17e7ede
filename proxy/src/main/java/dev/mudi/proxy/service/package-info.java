/**
 * What a service port is and where it sends its traffic: values made of the API's objects, and pure decisions on them
 * (Kubernetes reference, "Virtual IPs and Service Proxies").
 */
@NullMarked
package dev.mudi.proxy.service;

import org.jspecify.annotations.NullMarked;
